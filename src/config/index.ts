export type { Field, Parser } from './parsers.ts';
export { alertLevel, byteSize, integer, mapped, oneOf, text, yesNo } from './parsers.ts';
export type {
  OptionSpec,
  OptionTable,
  Placed,
  Reader,
  Refusal,
  Section,
  SectionRefusal,
  SectionSpec,
  Switch,
  WithDefault,
} from './section.ts';
export { defineSection } from './section.ts';
export type { AgentConfOptions, AgentFacts } from './agent-conf/agent-conf.ts';
export { agentConfigFor, checkAgentConf, withAgentConfig } from './agent-conf/agent-conf.ts';
export type { Config } from './blocks.ts';
export type { ConfigFile, ConfigOptions, ParsedConfig } from './parse-config.ts';
export { blocksOf, parseConfig, valuesOf } from './parse-config.ts';
export { unknownName } from './unknown-name.ts';
export type { AlertsValues } from './sections/alerts.ts';
export { alertsSection } from './sections/alerts.ts';
export type { AuthValues } from './sections/auth.ts';
export { authSection } from './sections/auth.ts';
export type { ClientValues, ServerAddress } from './sections/client.ts';
export { clientSection } from './sections/client.ts';
export type { GeoDatabases, GlobalValues } from './sections/global.ts';
export { globalSection } from './sections/global.ts';
export type { RulesValues, RuleSource } from './sections/rules.ts';
export type { RemoteValues, SenderRule, TlsPaths } from './sections/remote.ts';
export { addressText, isListed, remoteSection } from './sections/remote.ts';
export { rulesSection } from './sections/rules.ts';
export { rulesetSection } from './sections/ruleset.ts';
export type { CheckedFolder, FileCheck, PathRule, SyscheckValues } from './sections/syscheck.ts';
export { fileChecks, syscheckSection } from './sections/syscheck.ts';
export { compilePathRules, compileRestriction } from './path-rules.ts';
export type { TocsinValues } from './sections/tocsin.ts';
export { tocsinSection } from './sections/tocsin.ts';
export { coreSections } from './sections/core-sections.ts';
export type { InternalOptionName } from './internal-option-table.ts';
export type { InternalOptions, ParsedInternalOptions } from './internal-options.ts';
export { defaultInternalOptions, parseInternalOptions } from './internal-options.ts';
export { configReference, internalOptionReference } from './reference.ts';
