import { internalOptionTable } from './internal-option-table.ts';
import type { OptionSpec, SectionSpec } from './section.ts';

/** The reference of all options as Markdown, made from the tables that parsing uses. */
export function configReference(sections: readonly SectionSpec[]): string {
  return sections.map(sectionReference).join('\n');
}

function sectionReference(section: SectionSpec): string {
  const { name, summary, repeatable, options, refused } = section;
  const lines = [`### \`<${name}>\``, '', summary];
  if (refused !== undefined) lines.push(refusedSentence(name, refused.reason));
  else if (repeatable) lines.push('Each block stands for itself.');
  lines.push('', '| option | what it says | takes | default |', '|---|---|---|---|');
  for (const [option, spec] of Object.entries(options)) lines.push(row(option, spec));
  return `${lines.join('\n')}\n`;
}

function refusedSentence(name: string, reason: string): string {
  const off = name === 'syscheck' || name === 'rootcheck' || name === 'active-response';
  const unless = off ? ' unless it says `<disabled>yes</disabled>`' : '';
  return `Refused${unless}: ${reason}.`;
}

function row(name: string, spec: OptionSpec): string {
  const several = spec.repeatable === true ? ' May stand several times.' : '';
  const refused = spec.refused === undefined ? '' : ` ${refusal(spec.refused)}`;
  const attributes = Object.entries(spec.attributes ?? {})
    .map(([attribute, sentence]) => ` Attribute \`${attribute}\`: ${sentence}`)
    .join('');
  const what = `${spec.summary}${several}${attributes}${refused}`;
  return `| \`${name}\` | ${cell(what)} | ${cell(spec.parser.accepts)} | ${shownDefault(spec)} |`;
}

function refusal({ reason, unless }: NonNullable<OptionSpec['refused']>): string {
  const texts = unless.map((text) => `\`${text}\``).join(' or ');
  return texts === '' ? `Refused: ${reason}.` : `Refused unless ${texts}: ${reason}.`;
}

function shownDefault({ default: value, required }: OptionSpec): string {
  if (required === true) return 'required';
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return cell(typeof value === 'string' ? value : JSON.stringify(value));
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The table of internal options as Markdown. */
export function internalOptionReference(): string {
  const rows = Object.entries(internalOptionTable).map(
    ([name, [fallback, min, max]]) => `| \`${name}\` | ${fallback} | ${min} to ${max} |`,
  );
  return ['| key | default | range |', '|---|---|---|', ...rows, ''].join('\n');
}
