import { parseXml } from '../../../xml/index.ts';
import type { Check } from '../scope.ts';
import { writtenRules } from '../scope.ts';

/** What a check finds, as `weight CODE line:column`. */
export function found(
  check: Check,
  files: {
    readonly decoders?: string;
    readonly rules?: string;
    readonly lists?: readonly string[];
  },
): readonly string[] {
  const rules = parseXml(`<group name="g,">${files.rules ?? ''}</group>`, 'rules.xml').elements;
  const scope = {
    decoders: parseXml(files.decoders ?? '', 'decoder.xml').elements,
    rules: writtenRules(rules),
    lists: new Set(files.lists),
  };
  return check(scope).map(({ weight, code, message }) => `${weight} ${code} ${message}`);
}

/** A rule of level 5, unless its attributes say another. */
export function rule(id: number, body: string, attributes = 'level="5"'): string {
  return `<rule id="${id}" ${attributes}>${body}<description>D.</description></rule>\n`;
}

/** A decoder; `parent` may be ''. */
export function decoder(name: string, parent: string, body: string): string {
  const above = parent === '' ? '' : `<parent>${parent}</parent>`;
  return `<decoder name="${name}">${above}${body}</decoder>\n`;
}
