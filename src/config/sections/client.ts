import type { Diagnostic } from '../../base/index.ts';
import { parseAddress } from '../../base/index.ts';
import { byteSize, integer, oneOf, text, yesNo, type Parser } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';
import { addressText } from './remote.ts';

/** A server as it is written; `port` where it differs from that of the section. */
export interface ServerName {
  readonly host: string;
  readonly port: number | undefined;
}

const hostName = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})$/;

function isHost(host: string): boolean {
  return parseAddress(host) !== undefined || (hostName.test(host) && !/^[\d.]+$/.test(host));
}

const server: Parser<ServerName> = {
  accepts: 'an address or a name, with :PORT behind it where it has a port of its own',
  parse({ text }) {
    if (isHost(text)) return { host: text, port: undefined };
    const [, bracketed, plain, digits = ''] =
      /^(?:\[([0-9A-Fa-f:.]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
    const host = bracketed ?? plain ?? '';
    const port = Number(digits);
    return isHost(host) && port >= 1 && port <= 65_535 ? { host, port } : undefined;
  },
};

const serverAddress: Parser<ServerName> = {
  accepts: 'an IP address',
  parse: ({ text }) =>
    parseAddress(text) === undefined ? undefined : { host: text, port: undefined },
};

const serverName: Parser<ServerName> = {
  accepts: 'a host name or an IP address',
  parse: ({ text }) => (isHost(text) ? { host: text, port: undefined } : undefined),
};

const options = {
  'server-ip': {
    summary: 'Address of a server; of several the first that answers is used, in their order.',
    parser: serverAddress,
    repeatable: true,
  },
  'server-hostname': { summary: 'Name of a server.', parser: serverName, repeatable: true },
  server: {
    summary: 'Address or name of a server, with :PORT where it has one of its own.',
    parser: server,
    repeatable: true,
  },
  port: { summary: 'Port of the servers.', parser: integer(1, 65_535), default: 1514 },
  protocol: {
    summary:
      "How to report: udp is OSSEC's protocol, durable is Tocsin's own; auto is durable once etc/server.pin is there.",
    parser: oneOf('auto', 'durable', 'udp'),
    default: 'auto',
  },
  local_ip: { summary: 'The address to send from.', parser: addressText },
  notify_time: {
    summary: 'Seconds between signs of life.',
    parser: integer(1, 86_400),
    default: 600,
  },
  'time-reconnect': {
    summary: 'Seconds after which an agent at another server tries the first one again.',
    parser: integer(1, 604_800),
    default: 1800,
  },
  'config-profile': { summary: 'Profiles of central configuration.', parser: text, default: '' },
  'disable-active-response': {
    summary: 'Whether to run no responses.',
    parser: yesNo,
    default: false,
  },
  crypto_method: {
    summary: "The cipher of OSSEC's protocol.",
    parser: oneOf('aes', 'blowfish'),
    default: 'aes',
  },
  spool_max_size: {
    summary: 'How much disk the records that wait for a server may take.',
    parser: byteSize(4 * 2 ** 20),
    default: 2 ** 30,
  },
} as const satisfies OptionTable;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export interface ClientValues {
  /** In the order in which they are tried. */
  readonly servers: readonly ServerAddress[];
  readonly protocol: 'auto' | 'durable' | 'udp';
  readonly localIp: string | undefined;
  readonly notifySeconds: number;
  readonly returnSeconds: number;
  readonly profile: string;
  readonly responsesDisabled: boolean;
  readonly cipher: 'aes' | 'blowfish';
  readonly spoolMaxBytes: number;
}

const serverOptions = [options['server-ip'], options['server-hostname'], options.server];

export const clientSection = defineSection<ClientValues>({
  name: 'client',
  summary: 'The servers that this machine reports to; with it a home is an agent.',
  repeatable: false,
  options,
  check(read): readonly Diagnostic[] {
    if (read.at === undefined || read.inOrder<ServerName>(serverOptions).length > 0) return [];
    const message = '<client> needs a server-ip, a server-hostname or a server';
    return [{ severity: 'error', code: 'CONFIG_MISSING_OPTION', at: read.at, message }];
  },
  build(read) {
    const port = read.one(options.port);
    return {
      servers: read
        .inOrder<ServerName>(serverOptions)
        .map(({ value }) => ({ host: value.host, port: value.port ?? port })),
      protocol: read.one(options.protocol),
      localIp: read.optional(options.local_ip),
      notifySeconds: read.one(options.notify_time),
      returnSeconds: read.one(options['time-reconnect']),
      profile: read.one(options['config-profile']),
      responsesDisabled: read.one(options['disable-active-response']),
      cipher: read.one(options.crypto_method),
      spoolMaxBytes: read.one(options.spool_max_size),
    };
  },
});
