import type { AgentEntry } from '../../wire/index.ts';

export function agentLine({ id, name, address }: AgentEntry): string {
  return `   ID: ${id}, Name: ${name}, IP: ${address}`;
}

export function agentSummary({ id, name, address }: Pick<AgentEntry, 'id' | 'name' | 'address'>) {
  return ['Agent information:', `   ID:${id}`, `   Name:${name}`, `   IP Address:${address}`].join(
    '\n',
  );
}
