/**
 * Whose meaning a file of decoders or rules has. Most of the language is the same in both; `wazuh`
 * has more of it, and a few elements mean something else.
 */
export type RuleDialect = 'ossec' | 'wazuh';
