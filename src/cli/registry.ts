import type { Command } from './contract.ts';

export interface CommandEntry {
  /** Repeated from the command so that listing the commands loads none of them. */
  readonly summary: string;
  /** The launcher in `bin/` that means this command, for names that OSSEC gave. */
  readonly launcher?: string | undefined;
  readonly load: () => Promise<Command>;
}

/** One line per folder, in alphabetical order. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  'agent-auth': {
    summary: 'Ask a server for the key of this agent.',
    launcher: 'agent-auth',
    load: async () => (await import('./agent-auth/index.ts')).agentAuth,
  },
  'agent-control': {
    summary: 'Tell how agents are, and tell them what to do.',
    launcher: 'agent_control',
    load: async () => (await import('./agent-control/index.ts')).agentControl,
  },
  agents: {
    summary: 'Show the agents of this server and how they are.',
    load: async () => (await import('./agents/index.ts')).agents,
  },
  authd: {
    summary: 'Give keys to agents that ask for them, apart from the server.',
    launcher: 'ossec-authd',
    load: async () => (await import('./authd/index.ts')).authd,
  },
  check: {
    summary: 'Report what of decoders, rules and lists loads, and what may surprise.',
    load: async () => (await import('./check/index.ts')).check,
  },
  'clear-stats': {
    summary: 'Forget how many events an hour usually has.',
    launcher: 'clear_stats',
    load: async () => (await import('./clear-stats/index.ts')).clearStats,
  },
  control: {
    summary: 'Run in the background: start, stop, restart, status, reload.',
    launcher: 'ossec-control',
    load: async () => (await import('./control/index.ts')).control,
  },
  enroll: {
    summary: 'Make this machine an agent of a server.',
    load: async () => (await import('./enroll/index.ts')).enroll,
  },
  help: {
    summary: 'Explain a command.',
    load: async () => (await import('./help/index.ts')).help,
  },
  ledger: {
    summary: 'Tell for each source what was received and what became of it.',
    load: async () => (await import('./ledger/index.ts')).ledger,
  },
  'list-agents': {
    summary: 'List agents by name and address.',
    launcher: 'list_agents',
    load: async () => (await import('./list-agents/index.ts')).listAgents,
  },
  logtest: {
    summary: 'Show how single log lines are decoded and which rules they raise.',
    launcher: 'ossec-logtest',
    load: async () => (await import('./logtest/index.ts')).logtest,
  },
  'manage-agents': {
    summary: 'Add, list and remove agents, and carry keys to them.',
    launcher: 'manage_agents',
    load: async () => (await import('./manage-agents/index.ts')).manageAgents,
  },
  replay: {
    summary: 'Run a log file through decoders and rules.',
    load: async () => (await import('./replay/index.ts')).replay,
  },
  'rotate-key': {
    summary: 'Give agents other keys while they are connected.',
    load: async () => (await import('./rotate-key/index.ts')).rotateKey,
  },
  start: {
    summary: 'Watch logs here and print alerts as they happen.',
    load: async () => (await import('./start/index.ts')).start,
  },
  test: {
    summary: 'Try rules with cases that say what must come of a line.',
    load: async () => (await import('./test/index.ts')).test,
  },
  token: {
    summary: 'Print a one-time token with which an agent can enrol.',
    load: async () => (await import('./token/index.ts')).token,
  },
  'verify-agent-conf': {
    summary: 'Check the configuration that agents get.',
    launcher: 'verify-agent-conf',
    load: async () => (await import('./verify-agent-conf/index.ts')).verifyAgentConf,
  },
  version: {
    summary: 'Print the version and the runtime.',
    load: async () => (await import('./version/index.ts')).version,
  },
  why: {
    summary: 'Explain why a log line raises what it does, or why a rule does not win.',
    load: async () => (await import('./why/index.ts')).why,
  },
};

/** The command a launcher stands for; undefined for `tocsin` itself. */
export function commandOfLauncher(launcher: string): string | undefined {
  return Object.keys(commands).find((name) => commands[name]?.launcher === launcher);
}
