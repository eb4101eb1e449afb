export interface RuleDetail {
  readonly kind: 'text' | 'link' | 'cve' | 'osvdb';
  readonly text: string;
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
  readonly mail: boolean;
  readonly log: boolean;
}
