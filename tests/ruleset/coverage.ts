import type { SourceFile } from '../../src/engine/index.ts';
import type { XmlElement } from '../../src/xml/index.ts';
import { parseXml } from '../../src/xml/index.ts';

export interface RuleTags {
  readonly id: number;
  readonly level: number;
  /** Techniques of MITRE ATT&CK: `T1110.001`. */
  readonly techniques: readonly string[];
  /** Requirements of a standard: `pci_dss_10.2.4`. */
  readonly requirements: readonly string[];
}

/** Standards by the beginning of their tags, in the order of the page. */
const standards = [
  ['pci_dss_', 'PCI DSS'],
  ['nist_800_53_', 'NIST 800-53'],
  ['gdpr_', 'GDPR'],
  ['hipaa_', 'HIPAA'],
  ['tsc_', 'Trust Services Criteria'],
  ['gpg13_', 'GPG 13'],
] as const;

const idsShown = 8;

function textOf(parent: XmlElement, name: string): string {
  const named = parent.children.filter((child) => child.name === name);
  return named.map(({ content }) => content).join(',');
}

function attributeOf(element: XmlElement, name: string): string {
  return element.attributes.find((one) => one.name === name)?.value ?? '';
}

function tagsOf(rule: XmlElement): RuleTags {
  const groups = textOf(rule, 'group').split(',');
  const mitre = rule.children.filter(({ name }) => name === 'mitre');
  return {
    id: Number(attributeOf(rule, 'id')),
    level: Number(attributeOf(rule, 'level')),
    techniques: mitre.flatMap(({ children }) => children.map(({ content }) => content.trim())),
    requirements: groups
      .map((group) => group.trim())
      .filter((group) => standards.some(([prefix]) => group.startsWith(prefix))),
  };
}

/** What each rule of the files says about itself. */
export function ruleTags(files: readonly SourceFile[]): readonly RuleTags[] {
  return files.flatMap(({ path, text }) =>
    parseXml(text, path)
      .elements.filter(({ name }) => name === 'group')
      .flatMap(({ children }) => children.filter(({ name }) => name === 'rule'))
      .map(tagsOf),
  );
}

function byKey(
  rules: readonly RuleTags[],
  keysOf: (rule: RuleTags) => readonly string[],
): readonly (readonly [string, readonly RuleTags[]])[] {
  const found = new Map<string, RuleTags[]>();
  for (const rule of rules)
    for (const key of new Set(keysOf(rule))) {
      const list = found.get(key);
      if (list === undefined) found.set(key, [rule]);
      else list.push(rule);
    }
  return [...found].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}

function row(name: string, rules: readonly RuleTags[]): string {
  const ids = rules.map(({ id }) => id).sort((a, b) => a - b);
  const levels = rules.map(({ level }) => level);
  const range = [...new Set([Math.min(...levels), Math.max(...levels)])].join('–');
  const shown = ids.slice(0, idsShown).join(', ') + (ids.length > idsShown ? ', …' : '');
  return `| ${name} | ${rules.length} | ${range} | ${shown} |`;
}

function techniqueLink(id: string): string {
  return `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`;
}

function section(title: string, what: string, rows: readonly string[]): string {
  const head = `| ${what} | rules | levels | ids |\n|---|---|---|---|`;
  return `## ${title}\n\n${head}\n${rows.join('\n')}\n`;
}

function standardSection(rules: readonly RuleTags[], prefix: string, name: string): string {
  const own = byKey(rules, ({ requirements }) =>
    requirements.filter((tag) => tag.startsWith(prefix)),
  );
  if (own.length === 0) return '';
  const rows = own.map(([tag, list]) => row(tag.slice(prefix.length), list));
  return `\n${section(`${name} (\`${prefix}…\`)`, 'requirement', rows)}`;
}

/** The page that shows which techniques and requirements the rules speak of. */
export function coveragePage(rules: readonly RuleTags[]): string {
  const techniques = byKey(rules, (rule) => rule.techniques);
  const rows = techniques.map(([id, list]) => row(techniqueLink(id), list));
  const rest = standards.map(([prefix, name]) => standardSection(rules, prefix, name)).join('');
  return `# What the rule set covers

Made from the rules that are shipped: \`UPDATE_REFERENCE=1 npm test -- coverage\`.

${rules.length} rules, ${techniques.length} techniques of MITRE ATT&CK.

${section('MITRE ATT&CK', 'technique', rows)}${rest}`;
}
