import type { Event } from '../../event/index.ts';

/**
 * `rule 1/(match) block in on em0: 10.0.0.1.1024 > 10.0.0.2.80: udp 24` of pf's logger; newer ones
 * write `rule 1/0(match): block`, which OSSEC leaves alone.
 */
export function decodePf(event: Event): void {
  const { log } = event;
  const bracket = log.indexOf(')');
  const before = log[bracket + 1] === ':' ? bracket + 2 : bracket + 1;
  if (bracket < 0 || log[before] !== ' ') return;
  const letter = log[before + 1];
  if (letter !== 'p' && letter !== 'b') return;
  event.action = letter === 'p' ? 'pass' : 'block';
  const colon = log.indexOf(': ', before + 1);
  if (colon < 0) return;
  const start = colon + 2;
  const space = log.indexOf(' ', start);
  if (space < 0) return;
  const source = splitPort(log.slice(start, space));
  event.srcip = source.address;
  if (source.port !== undefined) event.srcport = source.port;
  if (log.slice(space + 1, space + 3) !== '> ') return;
  const end = log.indexOf(':', space + 3);
  if (end < 0) return;
  const destination = splitPort(log.slice(space + 3, end));
  event.dstip = destination.address;
  if (destination.port !== undefined) event.dstport = destination.port;
  let i = end + 1;
  while (log[i] === ' ') i++;
  event.protocol = log[i] === 'u' ? 'UDP' : log[i] === 'i' ? 'ICMP' : 'TCP';
}

/** pf writes `address.port`: the fourth dot parts them. */
function splitPort(text: string): { address: string; port: string | undefined } {
  const parts = text.split('.');
  return parts.length === 5
    ? { address: parts.slice(0, 4).join('.'), port: parts[4] }
    : { address: text, port: undefined };
}
