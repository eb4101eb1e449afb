import type { RuleDetail } from '../../../event/index.ts';
import { attribute, sameName } from '../../../xml/index.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

const detailsMax = 33;
const infoTypes = ['text', 'link', 'cve', 'osvdb'] as const;

export const description: RuleOption = {
  summary: 'What alerts say; the first newline becomes a space.',
  elements: ['description'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      draft.description += element.content.replace('\n', ' ');
    }
  },
};

export const group: RuleOption = {
  summary: 'Groups of the rule, appended to those of its file.',
  elements: ['group'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      draft.group += element.content;
    }
  },
};

export const info: RuleOption = {
  summary: 'More about the rule; the attribute type is text, link, cve or osvdb.',
  elements: ['info', 'cve'],
  read(elements, draft, report) {
    for (const element of elements) {
      const isInfo = sameName(element.name, 'info');
      checkAttributes(element, isInfo ? ['type'] : [], report);
      const wanted = isInfo ? (attribute(element, 'type') ?? 'text') : 'cve';
      const kind = infoTypes.find((type) => type === wanted);
      if (kind === undefined) {
        const message = `info has no type ${wanted}, only ${infoTypes.join(', ')}`;
        report('RULE_INFO_TYPE', element.at, message);
        continue;
      }
      const detail: RuleDetail = { kind, text: element.content };
      if (draft.details.length < detailsMax) draft.details.push(detail);
      if (isInfo) draft.info += element.content;
      else draft.cve += element.content;
    }
  },
};
