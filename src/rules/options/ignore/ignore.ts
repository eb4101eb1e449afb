import type { FtsPart } from '../../../event/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import type { Report } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined } from '../../option.ts';

const parts: readonly FtsPart[] = ['user', 'srcip', 'dstip', 'id', 'location', 'data', 'name'];

function readParts(
  elements: readonly XmlElement[],
  name: string,
  report: Report,
): readonly FtsPart[] {
  const element = joined(elements, name);
  if (element === undefined) return [];
  checkAttributes(element, [], report);
  const found = parts.filter((part) => element.content.includes(part));
  if (found.length === 0) {
    const message = `<${name}> names none of ${parts.join(', ')}`;
    report('RULE_IGNORE_EMPTY', element.contentAt, message);
  }
  return found;
}

export const ignore: RuleOption = {
  summary: 'Fields by which later events that ask with check_if_ignored are silenced.',
  elements: ['ignore'],
  read(elements, draft, report) {
    draft.ignoreFields = readParts(elements, 'ignore', report);
  },
};

export const checkIfIgnored: RuleOption = {
  summary: 'No alert when an event with the same values of these fields was ignored before.',
  elements: ['check_if_ignored'],
  read(elements, draft, report) {
    draft.checkIgnoredFields = readParts(elements, 'check_if_ignored', report);
  },
};
