import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined, parseCount } from '../../option.ts';

export const ifSid: RuleOption = {
  summary: 'The rule is a child of these rules: ids parted by commas or spaces.',
  elements: ['if_sid'],
  read(elements, draft, report) {
    const element = joined(elements, 'if_sid');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    if (/[^0-9, ]/.test(element.content)) {
      const message = 'if_sid takes rule ids parted by commas or spaces, nothing else';
      report('RULE_ID_BAD', element.contentAt, message);
      return;
    }
    draft.ifSid = { value: element.content, at: element.contentAt };
  },
};

export const ifLevel: RuleOption = {
  summary: 'The rule is a child of every rule of at least this level, and of level 0 rules.',
  elements: ['if_level'],
  read(elements, draft, report) {
    const element = elements.at(-1);
    if (element === undefined) return;
    for (const one of elements) checkAttributes(one, [], report);
    const value = parseCount(element.content);
    if (value === undefined || value === 0) {
      const message = `if_level takes a level above 0, not "${element.content}"`;
      report('RULE_LEVEL_BAD', element.contentAt, message);
      return;
    }
    draft.ifLevel = { value, at: element.contentAt };
  },
};

export const ifGroup: RuleOption = {
  summary: 'The rule is a child of every rule whose groups hold one of these words.',
  elements: ['if_group'],
  read(elements, draft, report) {
    const element = joined(elements, 'if_group');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    draft.ifGroup = { value: element.content, at: element.contentAt };
  },
};
