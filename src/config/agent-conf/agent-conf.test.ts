import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../base/index.ts';
import { localfileSection } from '../../collect/index.ts';
import {
  agentConfigFor,
  blocksOf,
  checkAgentConf,
  coreSections,
  withAgentConfig,
} from '../index.ts';

const sections = [...coreSections, localfileSection];
const web = { name: 'web01', os: 'Linux web01 6.1.0 x86_64 - Tocsin', profiles: 'web, dmz' };

function file(text: string) {
  return { path: 'agent.conf', text };
}

function source(location: string): string {
  const format = '<log_format>syslog</log_format>';
  return `<localfile>${format}<location>${location}</location></localfile>`;
}

function block(attributes: string, location: string): string {
  return `<agent_config${attributes}>${source(location)}</agent_config>`;
}

function locations(text: string, facts = web): readonly string[] {
  const { config } = agentConfigFor(file(text), facts, { sections, remoteCommands: false });
  return blocksOf(config, localfileSection).map(({ location }) => location);
}

function problems(text: string): readonly string[] {
  return checkAgentConf(file(text), sections).map(formatDiagnostic);
}

describe('agentConfigFor', () => {
  it.each([
    { attributes: '', taken: true },
    { attributes: ' name="web01"', taken: true },
    { attributes: ' name="WEB"', taken: true },
    { attributes: ' name="^web|^db"', taken: true },
    { attributes: ' name="db01"', taken: false },
    // OS_Match has no negation.
    { attributes: ' name="!db01"', taken: false },
    { attributes: ' os="Linux"', taken: true },
    { attributes: ' os="Windows"', taken: false },
    { attributes: ' profile="dmz"', taken: true },
    { attributes: ' profile="lan"', taken: false },
    { attributes: ' name="web01" os="Linux" profile="web"', taken: true },
    { attributes: ' name="web01" os="Windows"', taken: false },
    { attributes: ' NAME="db01"', taken: false },
    { attributes: ' overwrite="yes"', taken: true },
    { attributes: ' colour="red"', taken: true },
    { attributes: ' name=""', taken: false },
  ])('takes a block with$attributes: $taken', ({ attributes, taken }) => {
    expect(locations(block(attributes, '/var/log/a'))).toEqual(taken ? ['/var/log/a'] : []);
  });

  it('matches no profile where the agent has none', () => {
    const text = block(' profile="web"', '/a');

    expect(locations(text, { ...web, profiles: '' })).toEqual([]);
  });

  it('takes all blocks that are for the agent, in their order', () => {
    const text = `${block('', '/1')}\n${block(' os="Windows"', '/2')}\n${block(' name="w"', '/3')}`;

    expect(locations(text)).toEqual(['/1', '/3']);
  });

  it('tells of blocks for this agent what is wrong, and of others nothing', () => {
    const text = `<agent_config os="Windows"><localfile></localfile></agent_config>
<agent_config nmae="web01"><localfile>
<log_format>sislog</log_format></localfile><global></global></agent_config>`;
    const { diagnostics } = agentConfigFor(file(text), web, { sections, remoteCommands: false });

    expect(diagnostics.map(formatDiagnostic)).toEqual([
      'agent.conf:2:15 CONFIG_UNKNOWN_ATTRIBUTE warning: ' +
        'the <agent_config> attribute nmae is not known; did you mean name?',
      'agent.conf:3:1 CONFIG_BAD_VALUE the log_format sislog is not known; did you mean syslog?',
      'agent.conf:3:44 CONFIG_UNKNOWN_SECTION the section global is not known',
    ]);
  });

  it.each([
    { remoteCommands: false, commands: [], codes: ['CONFIG_REMOTE_COMMAND'] },
    { remoteCommands: true, commands: ['df -P'], codes: [] },
  ])('runs commands of the server: $remoteCommands', ({ remoteCommands, commands, codes }) => {
    const text = `<agent_config><localfile><log_format>command</log_format>
<command>df -P</command></localfile></agent_config>`;
    const found = agentConfigFor(file(text), web, { sections, remoteCommands });

    expect(blocksOf(found.config, localfileSection).map(({ command }) => command)).toEqual(
      commands,
    );
    expect(found.diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  it('only warns of what this agent does not have', () => {
    const text = `<agent_config><localfile><log_format>eventlog</log_format>
<location>System</location></localfile></agent_config>`;
    const { diagnostics } = agentConfigFor(file(text), web, { sections, remoteCommands: false });

    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'CONFIG_NOT_AVAILABLE' }]);
  });
});

describe('checkAgentConf', () => {
  it.each(['', '<!-- nothing -->', block('', '/a'), block(' name="a" os="b" profile="c"', '/a')])(
    'finds nothing in %s',
    (text) => {
      expect(problems(text)).toEqual([]);
    },
  );

  it('finds nothing in what only other machines have', () => {
    const text = `<agent_config os="Windows"><localfile><location>System</location>
<log_format>eventlog</log_format></localfile><syscheck><windows_registry>HKLM\\Software
</windows_registry></syscheck></agent_config>`;

    expect(problems(text)).toEqual([]);
  });

  it('tells everything at once, whichever agent it is for', () => {
    const text = `<agent_conf></agent_conf>
<agent_config name="a" colour="red"><localfile><location>/a</location></localfile>
<remote></remote></agent_config>
<agent_config os="Windows"><syscheck><frequenzy>1</frequenzy></syscheck></agent_config>`;

    expect(problems(text)).toEqual([
      'agent.conf:1:1 CONFIG_UNKNOWN_ROOT ' +
        'the root element agent_conf is not known; did you mean agent_config?',
      'agent.conf:2:24 CONFIG_UNKNOWN_ATTRIBUTE the <agent_config> attribute colour is not known',
      'agent.conf:2:37 CONFIG_MISSING_OPTION <localfile> needs the option log_format',
      'agent.conf:3:1 CONFIG_UNKNOWN_SECTION the section remote is not known',
      expect.stringMatching(/^agent.conf:4:38 CONFIG_UNKNOWN_OPTION .* did you mean frequency\?$/),
    ]);
  });

  it('tells a file that is no XML', () => {
    expect(problems('<agent_config>')).toEqual([expect.stringContaining('XML_NOT_CLOSED')]);
  });

  it('answers any text at all', () => {
    const words = fc.constantFrom('<agent_config', ' name="', 'web|', '">', '</agent_config>', '!');
    const texts = fc.array(fc.oneof(words, fc.string({ maxLength: 5 }))).map((all) => all.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const { diagnostics } = agentConfigFor(file(text), web, { sections, remoteCommands: true });
        for (const { at } of [...diagnostics, ...checkAgentConf(file(text), sections)]) {
          expect(at.line).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('withAgentConfig', () => {
  it('has what the agent has itself, and behind it what the server says', () => {
    const options = { sections, remoteCommands: false };
    const own = agentConfigFor(file(block('', '/own')), web, options).config;
    const central = agentConfigFor(file(block('', '/central')), web, options).config;
    const all = blocksOf(withAgentConfig(own, central), localfileSection);

    expect(all.map(({ location }) => location)).toEqual(['/own', '/central']);
    expect(blocksOf(own, localfileSection)).toHaveLength(1);
  });
});
