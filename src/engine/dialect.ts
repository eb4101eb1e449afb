import type { RuleDialect } from '../event/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { attribute, isNamed } from '../xml/index.ts';

/** Elements of rules that one dialect alone has. */
const ofWazuh = new Set(
  (
    'protocol location data system_name global_frequency different_field same_field ' +
    'not_same_field json_null_field json_array_structure'
  ).split(' '),
);
const sameOfWazuh =
  /^(?:same|different)_(?:srcip|dstip|srcport|dstport|dst_port|src_port|srcuser|user|protocol|url|data|extra_data|status|system_name|action|id|dstgeoip|location|agent)$/;
/** What OSSEC has of these. */
const sameOfOssec =
  /^(?:same_(?:src_port|dst_port|user|location|id)|different_(?:url|srcip|srcgeoip))$/;
const patternTypes = /^(?:osmatch|osregex|pcre2)$/i;

function evidence(element: XmlElement): RuleDialect | undefined {
  const { name } = element;
  if (name === 'pcre2' || name.endsWith('_pcre2')) return 'ossec';
  if (ofWazuh.has(name)) return 'wazuh';
  if (sameOfWazuh.test(name) && !sameOfOssec.test(name)) return 'wazuh';
  if (isNamed(element, 'plugin_decoder')) {
    return element.content.trim() === 'JSON_Decoder' ? 'wazuh' : undefined;
  }
  if (name === 'options' && /^no_(?:full_log|counter)$/.test(element.content)) return 'wazuh';
  if (name === 'description' && /\$\([\w.]+\)/.test(element.content)) return 'wazuh';
  if (attribute(element, 'negate') !== undefined) return 'wazuh';
  return patternTypes.test(attribute(element, 'type') ?? '') ? 'wazuh' : undefined;
}

/**
 * Which dialect a file of decoders or rules is written in: the first element that only one of them
 * has decides. A file in which everything means something in both is of the `usual` one.
 */
export function dialectOf(roots: readonly XmlElement[], usual: RuleDialect): RuleDialect {
  for (const root of roots) {
    const members = isNamed(root, 'group') ? root.children : [root];
    for (const member of members) {
      for (const element of member.children) {
        const found = evidence(element);
        if (found !== undefined) return found;
      }
    }
  }
  return usual;
}
