import { describe, expect, it } from 'vitest';
import { agentEntry } from '../wire/index.ts';
import { clockOff, connectedAgain, disconnected, duplicated, enrolled } from './agent-notices.ts';
import { configRefusedText } from './shared-config.ts';

const agent = agentEntry('1024', 'web', '10.0.0.0/8', 'k');
if (agent === undefined) throw new Error('no agent');

// The rule set looks for these words.
describe('what is said of an agent', () => {
  it.each([
    { made: disconnected(agent), says: "Agent disconnected: 'web-10.0.0.0'." },
    {
      made: connectedAgain(agent, 3_600_000),
      says: "Agent connected again: 'web-10.0.0.0', silent 60 min.",
    },
    {
      made: duplicated(agent, ['10.0.0.1', '10.0.0.2']),
      says: "Agent duplicated: 'web-10.0.0.0' speaks from 10.0.0.1 and 10.0.0.2.",
    },
    { made: clockOff(agent, 90_400), says: "Agent clock: 'web-10.0.0.0' is 90 s ahead." },
    { made: clockOff(agent, -90_400), says: "Agent clock: 'web-10.0.0.0' is 90 s behind." },
  ])('$says', ({ made, says }) => {
    expect(made).toEqual({ location: 'web-10.0.0.0->ossec-monitord', text: `ossec: ${says}` });
  });

  it('names the address that its key is good for', () => {
    expect(enrolled(agent)).toEqual({
      location: 'ossec-authd',
      text: "ossec: Agent enrolled: 'web->10.0.0.0/8' (1024).",
    });
  });

  it('counts errors alone in a configuration', () => {
    const at = { file: 'agent.conf', line: 7, column: 1 };
    const found = (['warning', 'error', 'error'] as const).map((severity, i) => {
      return { severity, code: `C${i}`, at: { ...at, line: i }, message: '' };
    });

    expect(configRefusedText(found)).toBe(
      'ossec: Shared configuration not pushed: 2 errors in agent.conf, the first in line 1: C1.',
    );
  });
});
