export interface RuleDetail {
  readonly kind: 'text' | 'link' | 'cve' | 'osvdb';
  readonly text: string;
}

/** A tactic or technique of MITRE ATT&CK that the rule detects; ids as MITRE writes them. */
export interface MitreReference {
  readonly technique: string;
  readonly tactic: string | undefined;
}

/** What outputs need to know of the rule that won; texts hold one character per byte. */
export interface RuleFacts {
  readonly id: number;
  readonly level: number;
  readonly description: string;
  /** The raw group text, as alerts print it: file group name and rule groups with their commas. */
  readonly group: string;
  readonly info: string;
  readonly cve: string;
  readonly details: readonly RuleDetail[];
  readonly frequency: number;
  readonly mitre?: readonly MitreReference[];
  /** Names of the fields that `$(name)` in the description stands for; empty for a plain text. */
  readonly placeholders?: readonly string[];
  /** Whether alerts leave the log out. */
  readonly noFullLog?: boolean;
  readonly mail: boolean;
  readonly log: boolean;
}
