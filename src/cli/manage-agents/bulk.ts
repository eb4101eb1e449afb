import type { Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { addAgent } from '../../fleet/index.ts';
import type { CommandIo } from '../contract.ts';
import type { Desk } from './desk.ts';
import { addProblemText } from './problems.ts';
import { agentSummary } from './texts.ts';

/** Adds an agent for each line `IP,NAME`; wrong lines are told and passed over. */
export async function addFromFile(path: string, desk: Desk, io: CommandIo): Promise<number> {
  const input: Readable = path === '-' ? io.stdin : createReadStream(path);
  let lineNumber = 0;
  let failed = 0;
  const refuse = (reason: string): void => {
    failed++;
    io.stderr.write(`manage_agents: line ${lineNumber}: ${reason}\n`);
  };
  try {
    for await (const raw of createInterface({ input })) {
      lineNumber++;
      const line = raw.trim();
      if (line === '') continue;
      const reason = await addLine(line, desk, io);
      if (reason !== undefined) refuse(reason);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^E[A-Z]+$/.test(code)) throw error;
    io.stderr.write(`manage_agents: ${path} cannot be read (${code})\n`);
    return 1;
  }
  return failed === 0 ? 0 : 1;
}

/** Why the line was not taken. Whoever made the list may give one address to several agents. */
async function addLine(line: string, desk: Desk, io: CommandIo): Promise<string | undefined> {
  const [address = '', name = '', ...rest] = line.split(',').map((part) => part.trim());
  if (name === '' || rest.length > 0) return 'this is no IP,NAME';
  const agent = { name, address, mayShareAddress: true };
  const outcome = await addAgent(desk.file, agent, desk);
  if (outcome.kind !== 'added') return addProblemText(outcome, agent);
  io.stdout.write(`${agentSummary(outcome.agent)}\nAgent added with ID ${outcome.agent.id}.\n`);
  return undefined;
}
