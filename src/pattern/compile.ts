import { CharSet } from './char-set.ts';
import type { Node, Parsed, PatternProblem } from './node.ts';
import { parseOsMatch } from './os-match.ts';
import { fastPathText, parseOsRegex } from './os-regex.ts';
import type { Dialect } from './pattern.ts';
import { Pattern } from './pattern.ts';
import { parsePcre2 } from './pcre2.ts';

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problem: PatternProblem };

export interface PatternOptions {
  /** OSSEC's `*_pcre2` elements fold case; Wazuh's `type="pcre2"` does not. PCRE2 only. */
  readonly caseless: boolean;
}

/** Compiles a pattern of one-character-per-byte text; does all set-up now. */
export function compilePattern(
  dialect: Dialect,
  text: string,
  options: PatternOptions = { caseless: true },
): PatternResult {
  const parsed = parse(dialect, text, options);
  if (!parsed.ok) return parsed;
  const plain = options.caseless ? anchoredLiteral(dialect, text) : undefined;
  const node = plain ?? parsed.node;
  const { captureCount } = parsed;
  try {
    const anchored = plain !== undefined;
    const parts = { dialect, text, node, captureCount, anchoredLiteral: anchored };
    return { ok: true, pattern: new Pattern(parts) };
  } catch (error) {
    // The translation has no other way to fail than a source beyond the engine's size limits.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return {
      ok: false,
      problem: { reason: `the pattern is too big: ${error.message}`, offset: 0 },
    };
  }
}

function parse(dialect: Dialect, text: string, options: PatternOptions): Parsed {
  switch (dialect) {
    case 'osmatch':
      return parseOsMatch(text);
    case 'osregex':
      return parseOsRegex(text);
    case 'pcre2':
      return parsePcre2(text, options);
    default:
      return dialect satisfies never;
  }
}

/**
 * A plain text with `^` before or `$` behind is compared with ASCII folding only, and its `$` is
 * the very end; the reference does the same in all three dialects.
 */
function anchoredLiteral(dialect: Dialect, text: string): Node | undefined {
  const start = text.startsWith('^');
  const end = text.length > (start ? 1 : 0) && text.endsWith('$');
  const body = text.slice(start ? 1 : 0, end ? -1 : undefined);
  if (!start && !end) return undefined;
  const allowed = dialect === 'osmatch' ? /^[^$^|]+$/.test(body) : fastPathText.test(body);
  if (!allowed) return undefined;
  const items: Node[] = [];
  if (start) items.push({ kind: 'anchor', at: 'start' });
  for (const char of body) items.push({ kind: 'set', set: CharSet.chars(char).fold() });
  if (end) items.push({ kind: 'anchor', at: 'end' });
  return { kind: 'sequence', items };
}
