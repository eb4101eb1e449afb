import type { MitreReference } from '../../../event/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { childrenNamed } from '../../../xml/index.ts';
import type { Report } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

const technique = /^T\d{4}(?:\.\d{3})?$/;
const tactic = /^TA\d{4}$/;

export const mitre: RuleOption = {
  summary:
    'What of MITRE ATT&CK the rule detects: `<id>` of techniques, or `<tacticID>` and `<techniqueID>`.',
  elements: ['mitre'],
  read(elements, draft, report) {
    const blocks = elements.map((element) => readBlock(element, report));
    const pairs = blocks.flatMap(({ pair }) => pair ?? []);
    // The two forms do not mix: the older one gives way.
    draft.mitre = pairs.length > 0 ? pairs : blocks.flatMap(({ ids }) => ids);
  },
};

interface Block {
  readonly ids: readonly MitreReference[];
  readonly pair: MitreReference | undefined;
}

function readBlock(element: XmlElement, report: Report): Block {
  checkAttributes(element, [], report);
  for (const child of element.children) {
    if (!['id', 'tacticid', 'techniqueid'].includes(child.name.toLowerCase())) {
      const message = `<mitre> holds id, tacticID and techniqueID, not ${child.name}`;
      report('RULE_MITRE_BAD', child.at, message);
    }
  }
  const valid = (name: string, form: RegExp): readonly string[] =>
    childrenNamed(element, name).flatMap((child) => {
      const text = child.content.trim();
      if (form.test(text)) return [text];
      report('RULE_MITRE_BAD', child.contentAt, `"${text}" is no ${name} of ATT&CK`, 'warning');
      return [];
    });
  const ids = valid('id', technique).map((id) => ({ technique: id, tactic: undefined }));
  const [tacticId] = valid('tacticID', tactic);
  const [techniqueId] = valid('techniqueID', technique);
  if ((tacticId === undefined) !== (techniqueId === undefined)) {
    const message = 'tacticID and techniqueID come together; the one alone says nothing';
    report('RULE_MITRE_BAD', element.at, message, 'warning');
  }
  const pair =
    tacticId === undefined || techniqueId === undefined
      ? undefined
      : { technique: techniqueId, tactic: tacticId };
  return { ids, pair };
}
