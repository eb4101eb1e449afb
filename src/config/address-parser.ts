import { parseNetwork } from '../base/index.ts';
import type { Parser } from './parsers.ts';

/** A host name, or an OS_Match of some: the files OSSEC ships have `^localhost.localdomain$`. */
const hostPattern = /^[A-Za-z0-9_^](?:[A-Za-z0-9_.^$|-]{0,253}[A-Za-z0-9_$])?$/;

/** One address, network or host name, as it was written. */
export const addressOrHost: Parser<string> = {
  accepts: 'an IP address, a network such as 192.0.2.0/24, or a host name',
  parse: ({ text }) => (parseNetwork(text) !== undefined || isHost(text) ? text : undefined),
};

/** All digits and dots is a mistyped address, never a name. */
function isHost(text: string): boolean {
  return hostPattern.test(text) && !/^[\d.]+$/.test(text) && !text.includes('..');
}
