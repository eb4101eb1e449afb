import { contains, parseAddress, parseNetwork } from '../../base/index.ts';
import type { AddressBytes, Diagnostic, Network, Place } from '../../base/index.ts';
import { integer, oneOf, text, yesNo, type Parser } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';

/** One `allowed-ips` or `denied-ips`: a network, or with `!` all but that network. */
export interface SenderRule {
  readonly network: Network;
  readonly isNegated: boolean;
}

const everything: Network = { address: new Uint8Array(16), bits: 0 };

const senderRule: Parser<SenderRule> = {
  accepts: 'an IP address, a network such as 192.0.2.0/24, or any; ! in front excludes it',
  parse({ text }) {
    const isNegated = text.startsWith('!');
    const literal = isNegated ? text.slice(1) : text;
    const network = literal === 'any' ? everything : parseNetwork(literal);
    return network === undefined ? undefined : { network, isNegated };
  },
};

/** Whether a list names the address: of the entries that hold it the last one counts. */
export function isListed(rules: readonly SenderRule[], address: AddressBytes): boolean {
  const last = rules.findLast(({ network }) => contains(network, address));
  return last !== undefined && !last.isNegated;
}

export const addressText: Parser<string> = {
  accepts: 'an IP address',
  parse: ({ text }) => (parseAddress(text) === undefined ? undefined : text),
};

const accepted: Parser<'any' | 'aes' | 'blowfish'> = {
  accepts: 'any, both, aes or blowfish',
  parse({ text }) {
    const word = text.toLowerCase();
    if (word === 'both' || word === 'any') return 'any';
    return word === 'aes' || word === 'blowfish' ? word : undefined;
  },
};

const protocol: Parser<'udp' | 'tcp' | 'tls'> = {
  accepts: 'udp, tcp or tls',
  parse: ({ text }) => (['udp', 'tcp', 'tls'] as const).find((one) => one === text.toLowerCase()),
};

const defaultPorts = { udp: 514, tcp: 514, tls: 6514 } as const;

const options = {
  connection: {
    summary: 'Who sends: agents (secure) or syslog senders (syslog).',
    parser: oneOf('secure', 'syslog'),
    required: true,
  },
  port: {
    summary:
      'The port; 1514 for agents, 514 for syslog and 6514 for syslog over TLS when absent, 0 for any.',
    parser: integer(0, 65_535),
  },
  protocol: {
    summary: 'What syslog senders use: udp, tcp, or tls over tcp. For agents see durable.',
    parser: protocol,
    default: 'udp',
  },
  tls_cert: {
    summary: 'Certificate for protocol tls, in PEM.',
    parser: text,
    default: 'etc/sslmanager.cert',
  },
  tls_key: { summary: 'Its key.', parser: text, default: 'etc/sslmanager.key' },
  tls_ca: {
    summary: 'Who must have signed the certificates of senders; without it they need none.',
    parser: text,
  },
  durable: {
    summary:
      "Whether agents may use Tocsin's own protocol as well: TLS on the same port number over tcp.",
    parser: yesNo,
    default: true,
  },
  local_ip: { summary: 'The address to listen on; all when absent.', parser: addressText },
  ipv6: {
    summary: 'Accepted; where the system has IPv6 both families are listened to.',
    parser: yesNo,
  },
  'allowed-ips': {
    summary: 'Syslog senders that are listened to; those of all blocks count together.',
    parser: senderRule,
    repeatable: true,
  },
  'denied-ips': {
    summary: 'Syslog senders that are not, even when they are allowed.',
    parser: senderRule,
    repeatable: true,
  },
  crypto_accept: {
    summary: 'Ciphers that agents may use: any, aes or blowfish.',
    parser: accepted,
    default: 'any',
  },
} as const satisfies OptionTable;

export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string | undefined;
}

/** One `<remote>` block. */
export interface RemoteValues {
  readonly connection: 'secure' | 'syslog';
  readonly port: number;
  readonly protocol: 'udp' | 'tcp' | 'tls';
  /** Whether a port for agents takes the durable protocol beside OSSEC's. */
  readonly durable: boolean;
  /** Set for protocol tls: paths, relative ones below the home. */
  readonly tls: TlsPaths | undefined;
  readonly localIp: string | undefined;
  readonly allowed: readonly SenderRule[];
  readonly denied: readonly SenderRule[];
  readonly ciphers: 'any' | 'aes' | 'blowfish';
  readonly at: Place | undefined;
}

export const remoteSection = defineSection<RemoteValues>({
  name: 'remote',
  summary: 'A port that takes messages of agents or of syslog senders.',
  repeatable: true,
  options,
  check(read): readonly Diagnostic[] {
    const at = read.placeOf(options.protocol);
    const given = read.one(options.protocol);
    const isSecure = read.optional(options.connection) === 'secure';
    if (!isSecure || given === 'udp' || at === undefined) return [];
    const message = `agents send datagrams: protocol ${given} has no effect with connection secure`;
    return [{ severity: 'warning', code: 'CONFIG_NO_EFFECT', at, message }];
  },
  build(read) {
    const connection = read.optional(options.connection) ?? 'secure';
    const wire = connection === 'secure' ? 'udp' : read.one(options.protocol);
    const tls = {
      certificate: read.one(options.tls_cert),
      key: read.one(options.tls_key),
      authority: read.optional(options.tls_ca),
    };
    return {
      connection,
      port: read.optional(options.port) ?? (connection === 'secure' ? 1514 : defaultPorts[wire]),
      protocol: wire,
      durable: connection === 'secure' && read.one(options.durable),
      tls: wire === 'tls' ? tls : undefined,
      localIp: read.optional(options.local_ip),
      allowed: read.all(options['allowed-ips']),
      denied: read.all(options['denied-ips']),
      ciphers: read.one(options.crypto_accept),
      at: read.at,
    };
  },
});
