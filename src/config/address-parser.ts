import { isIP, isIPv4 } from 'node:net';
import type { Parser } from './parsers.ts';

const hostName = /^(?!.*\.\.)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?$/;

/** One address, network or host name, as it was written. */
export const addressOrHost: Parser<string> = {
  accepts: 'an IP address, a network such as 192.0.2.0/24, or a host name',
  parse: ({ text }) => (isNetwork(text) || isHostName(text) ? text : undefined),
};

/** An address with an optional prefix length or, for IPv4, a mask. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (/^\d{1,3}$/.test(prefix)) return Number(prefix) <= (isIPv4(address) ? 32 : 128);
  return isIPv4(address) && isIPv4(prefix);
}

/** All digits and dots is a mistyped address, never a name. */
function isHostName(text: string): boolean {
  return hostName.test(text) && !/^[\d.]+$/.test(text);
}
