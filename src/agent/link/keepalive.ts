import { agentDetails } from '../../fleet/index.ts';
import { clockNumber } from '../../wire/index.ts';
import { keepaliveText, products } from '../orders/index.ts';
import { spoolLag } from '../spool/index.ts';
import type { LinkContext } from './contract.ts';

/** What waits shorter than that is on its way and not worth a word: the text stays the same. */
const tellFromSeconds = 5;

/**
 * The sign of life of this agent now, with what waits here where that is much. For a server of ours
 * it names the product and what the clock shows: another text each time, which servers of OSSEC
 * would write to a file.
 */
export async function signOfLife(
  { home, spool, clock }: Pick<LinkContext, 'home' | 'spool' | 'clock'>,
  isForOwn: boolean,
): Promise<string> {
  const lagMs = await spoolLag(spool, clock());
  const seconds = Math.floor(lagMs / 1000);
  const numbers = new Map<string, number>();
  if (seconds >= tellFromSeconds) {
    numbers.set(agentDetails.spool, spool.status.waitingBytes);
    numbers.set(agentDetails.lag, seconds);
  }
  if (isForOwn) numbers.set(clockNumber, clock());
  return keepaliveText(home, numbers, isForOwn ? products.own : products.ossec);
}
