import { inPlaceOrder, type Diagnostic } from '../../base/index.ts';
import { isNamed, parseXml, type XmlElement } from '../../xml/index.ts';
import { BlockGatherer, type Config } from '../blocks.ts';
import type { ConfigFile, ParsedConfig } from '../parse-config.ts';
import type { SectionSpec } from '../section.ts';
import { unknownName } from '../unknown-name.ts';
import { applies, filtersOf, type AgentFacts } from './filters.ts';
import { withoutCommands } from './remote-commands.ts';

export type { AgentFacts } from './filters.ts';

/** The sections that OSSEC honours in `agent.conf`. */
const honoured = new Set(['localfile', 'syscheck', 'rootcheck']);

export interface AgentConfOptions {
  /** Sections that this agent knows; those that `agent.conf` cannot have are left aside. */
  readonly sections: readonly SectionSpec[];
  /** Whether commands of the server are run: `logcollector.remote_commands`. */
  readonly remoteCommands: boolean;
}

/**
 * What a text of `agent.conf` says to one agent. A block with a pattern that cannot be understood
 * is for nobody; an attribute that is not known is told and does not count, as in OSSEC. What this
 * agent lacks is a warning: the file is of a server that may have agents of other kinds.
 */
export function agentConfigFor(
  file: ConfigFile,
  facts: AgentFacts,
  { sections, remoteCommands }: AgentConfOptions,
): ParsedConfig {
  const { roots, diagnostics } = rootsOf(file);
  const gatherer = new BlockGatherer(sections.filter(({ name }) => honoured.has(name)));
  const found = [...diagnostics];
  for (const root of roots) {
    const filters = filtersOf(root);
    found.push(...filters.diagnostics.map(asWarning));
    if (!applies(filters, facts)) continue;
    for (const element of root.children) {
      const refusal = remoteCommands ? undefined : withoutCommands(element);
      if (refusal === undefined) gatherer.add(element);
      else found.push(refusal);
    }
  }
  const gathered = gatherer.finish('warning');
  return {
    config: gathered.config,
    diagnostics: inPlaceOrder([...found, ...gathered.diagnostics]),
  };
}

/**
 * Everything that is wrong with a text of `agent.conf`, whichever agents a block is for. What only
 * other machines have, such as formats of Windows, is in order here.
 */
export function checkAgentConf(
  file: ConfigFile,
  sections: readonly SectionSpec[],
): readonly Diagnostic[] {
  const { roots, diagnostics } = rootsOf(file);
  const found = [...diagnostics];
  const gatherer = new BlockGatherer(sections.filter(({ name }) => honoured.has(name)));
  for (const root of roots) {
    found.push(...filtersOf(root).diagnostics);
    for (const element of root.children) gatherer.add(element);
  }
  const gathered = gatherer.finish('warning').diagnostics;
  found.push(...gathered.filter(({ code }) => code !== 'CONFIG_NOT_AVAILABLE'));
  return inPlaceOrder(found);
}

/**
 * What an agent runs with: its own file first, so that of options that stand once the server's
 * count, and entries of both add up.
 */
export function withAgentConfig(own: Config, central: Config): Config {
  const blocks = new Map(own.blocks);
  for (const [name, more] of central.blocks) {
    blocks.set(name, [...(blocks.get(name) ?? []), ...more]);
  }
  return { blocks };
}

interface Roots {
  readonly roots: readonly XmlElement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** An empty file is in order: it says nothing to anybody. */
function rootsOf({ path, text }: ConfigFile): Roots {
  const { elements, diagnostics } = parseXml(text, path);
  const found = [...diagnostics];
  const roots = elements.filter((root) => {
    if (isNamed(root, 'agent_config')) return true;
    const message = unknownName('the root element', root.name, ['agent_config']);
    found.push({ severity: 'error', code: 'CONFIG_UNKNOWN_ROOT', at: root.at, message });
    return false;
  });
  return { roots, diagnostics: found };
}

function asWarning({ code, at, message }: Diagnostic): Diagnostic {
  return { severity: 'warning', code, at, message };
}
