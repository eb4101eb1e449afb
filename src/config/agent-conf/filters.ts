import type { Diagnostic } from '../../base/index.ts';
import { compilePattern, type Pattern } from '../../pattern/index.ts';
import { sameName, type XmlElement } from '../../xml/index.ts';
import { unknownName } from '../unknown-name.ts';

/** What decides which blocks of `agent.conf` an agent takes; one character per byte. */
export interface AgentFacts {
  readonly name: string;
  /** What it says of its system in keepalives, such as `Linux web01 6.1.0 x86_64`. */
  readonly os: string;
  /** The text of its `<config-profile>`; empty for none. */
  readonly profiles: string;
}

const attributes = { name: 'name', os: 'os', profile: 'profiles' } as const;
/** Accepted for old files; it never did anything. */
const idle = 'overwrite';

interface Filter {
  readonly fact: keyof AgentFacts;
  /** Undefined where the text cannot be understood: nobody matches. */
  readonly pattern: Pattern | undefined;
}

export interface Filters {
  readonly filters: readonly Filter[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The conditions of one `<agent_config>`: OS_Match patterns, all of which must hold. */
export function filtersOf(root: XmlElement): Filters {
  const filters: Filter[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { name, value, at } of root.attributes) {
    const known = Object.entries(attributes).find(([one]) => sameName(one, name));
    if (known === undefined) {
      if (sameName(name, idle)) continue;
      const names = [...Object.keys(attributes), idle];
      const message = unknownName('the <agent_config> attribute', name, names);
      diagnostics.push({ severity: 'error', code: 'CONFIG_UNKNOWN_ATTRIBUTE', at, message });
      continue;
    }
    const compiled = value === '' ? empty : compilePattern('osmatch', value);
    filters.push({ fact: known[1], pattern: compiled.ok ? compiled.pattern : undefined });
    if (compiled.ok) continue;
    const message = `the ${name} of <agent_config> cannot be understood: ${compiled.problem.reason}`;
    diagnostics.push({ severity: 'error', code: 'CONFIG_BAD_VALUE', at, message });
  }
  return { filters, diagnostics };
}

const empty = { ok: false, problem: { reason: 'it is empty' } } as const;

export function applies({ filters }: Filters, facts: AgentFacts): boolean {
  return filters.every(({ fact, pattern }) => {
    const text = facts[fact];
    return pattern?.test(text, !/[\x80-\xff]/.test(text)) === true;
  });
}
