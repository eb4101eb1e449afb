import { parseNetwork } from '../base/index.ts';
import type { Parser } from './parsers.ts';

const hostName = /^(?!.*\.\.)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?$/;

/** One address, network or host name, as it was written. */
export const addressOrHost: Parser<string> = {
  accepts: 'an IP address, a network such as 192.0.2.0/24, or a host name',
  parse: ({ text }) => (parseNetwork(text) !== undefined || isHostName(text) ? text : undefined),
};

/** All digits and dots is a mistyped address, never a name. */
function isHostName(text: string): boolean {
  return hostName.test(text) && !/^[\d.]+$/.test(text);
}
