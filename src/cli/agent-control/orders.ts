import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../../base/index.ts';
import { forwardLine, forwardLines, GatewayUnreachable } from '../../gateway/index.ts';
import type { Failure } from './render.ts';
import { namedResponses, restartResponse } from './responses.ts';
import { serverId } from './subjects.ts';

/** What agents are told to do. */
export type Order =
  | { readonly kind: 'restart'; readonly id: string }
  /** Check integrity and policies now; undefined for all agents. */
  | { readonly kind: 'scan'; readonly id: string | undefined }
  | {
      readonly kind: 'respond';
      readonly id: string;
      readonly response: string;
      readonly address: string;
    };

/** OSSEC's numbers for what may go wrong. */
const unreachable = 41;
const notDelivered = 42;
const badResponse = 43;

export type OrderResult = { readonly text: string } | Failure;

/** Gives an order to the gateway, or to the part of this machine that it is for. */
export async function give(home: string, order: Order): Promise<OrderResult> {
  if (order.kind === 'scan' && order.id === serverId) return scanHere(home);
  if (order.kind !== 'scan' && order.id === serverId) {
    return { error: notDelivered, description: 'This is for agents: 000 is the server itself.' };
  }
  if (order.kind === 'respond') {
    const problem = responseProblem(home, order.response, order.address);
    if (problem !== undefined) return { error: badResponse, description: problem };
  }
  try {
    const [answer = { sent: [], failed: [] }] = await forwardLines(home, [lineOf(order)]);
    const { sent, failed } = answer;
    if (sent.length > 0) return { text: `${doneText(order)} Agents: ${sent.join(', ')}.` };
    const none = failed.length > 0 ? `: ${failed.join(', ')}` : '';
    return { error: notDelivered, description: `No agent was heard lately to be told${none}.` };
  } catch (error) {
    if (!(error instanceof GatewayUnreachable)) throw error;
    return { error: unreachable, description: error.message };
  }
}

function lineOf(order: Order): string {
  const behind = '(from_the_server) (no_rule_id)';
  switch (order.kind) {
    case 'restart':
      return forwardLine(order.id, `${restartResponse} - null ${behind}`, false);
    case 'scan':
      return forwardLine(order.id, 'syscheck restart', true);
    case 'respond':
      return forwardLine(order.id, `${order.response} - ${order.address} ${behind}`, false);
    default:
      return order satisfies never;
  }
}

function doneText(order: Order): string {
  switch (order.kind) {
    case 'restart':
      return 'Told to restart.';
    case 'scan':
      return 'Told to check integrity and policies now.';
    case 'respond':
      return `Told to run ${order.response} on ${order.address}.`;
    default:
      return order satisfies never;
  }
}

function responseProblem(home: string, response: string, address: string): string | undefined {
  if (parseAddress(address) === undefined) return `"${address}" is no IP address.`;
  const known = namedResponses(home).map(({ name }) => name);
  if (known.includes(response)) return undefined;
  return `There is no response "${response}"; -L lists those that there are.`;
}

/** The flag that the integrity checks of a machine look for. */
function scanHere(home: string): OrderResult {
  const folder = join(home, 'var', 'run');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.syscheck_run'), '', { mode: 0o660 });
  return { text: 'Told to check integrity and policies now: the server.' };
}
