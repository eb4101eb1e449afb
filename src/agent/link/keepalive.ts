import { agentDetails } from '../../fleet/index.ts';
import { keepaliveText } from '../orders/index.ts';
import { spoolLag } from '../spool/index.ts';
import type { LinkContext } from './contract.ts';

/** What waits shorter than that is on its way and not worth a word: the text stays the same. */
const tellFromSeconds = 5;

/** The sign of life of this agent now, with what waits here where that is much. */
export async function signOfLife({ home, spool, clock }: LinkContext): Promise<string> {
  const lagMs = await spoolLag(spool, clock());
  const seconds = Math.floor(lagMs / 1000);
  if (seconds < tellFromSeconds) return keepaliveText(home, new Map());
  const numbers = new Map([
    [agentDetails.spool, spool.status.waitingBytes],
    [agentDetails.lag, seconds],
  ]);
  return keepaliveText(home, numbers);
}
