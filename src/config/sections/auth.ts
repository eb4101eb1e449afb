import type { Place } from '../../base/index.ts';
import { integer, text, yesNo } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';
import { addressText } from './remote.ts';

const secondsMax = 315_360_000;

const options = {
  disabled: { summary: 'Whether nobody can enrol.', parser: yesNo, default: false },
  port: { summary: 'The port; 0 for any.', parser: integer(0, 65_535), default: 1515 },
  local_ip: { summary: 'The address to listen on; all when absent.', parser: addressText },
  use_password: {
    summary:
      'Whether agents must show the password of etc/authd.pass or a token of "tocsin token"; ' +
      'without that file only tokens count.',
    parser: yesNo,
    default: true,
  },
  use_source_ip: {
    summary: 'Whether a key is good only for the address that asked for it.',
    parser: yesNo,
    default: false,
  },
  replace_after: {
    summary: 'Seconds of silence after which an agent gives way to another of its name or address.',
    parser: integer(0, secondsMax),
  },
  ciphers: { summary: 'Ciphers of TLS 1.2, as OpenSSL writes them.', parser: text },
  ssl_agent_ca: {
    summary: 'Who must have signed the certificates of agents; without it they need none.',
    parser: text,
  },
  ssl_manager_cert: {
    summary: 'Certificate in PEM; etc/sslmanager.cert when absent, and made at first.',
    parser: text,
  },
  ssl_manager_key: { summary: 'Its key; etc/sslmanager.key when absent.', parser: text },
} as const satisfies OptionTable;

/** How agents get their keys over the network. */
export interface AuthValues {
  readonly port: number;
  readonly localIp: string | undefined;
  readonly usePassword: boolean;
  readonly useSourceIp: boolean;
  readonly replaceAfterSeconds: number | undefined;
  readonly ciphers: string | undefined;
  /** Paths, relative ones below the home. */
  readonly agentAuthority: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly at: Place;
}

/** Undefined where the section does not stand, or says that nobody can enrol. */
export const authSection = defineSection<AuthValues | undefined>({
  name: 'auth',
  summary: 'The port where agents get their keys, as ossec-authd gives them.',
  repeatable: false,
  options,
  build(read) {
    if (read.at === undefined || read.one(options.disabled)) return undefined;
    return {
      port: read.one(options.port),
      localIp: read.optional(options.local_ip),
      usePassword: read.one(options.use_password),
      useSourceIp: read.one(options.use_source_ip),
      replaceAfterSeconds: read.optional(options.replace_after),
      ciphers: read.optional(options.ciphers),
      agentAuthority: read.optional(options.ssl_agent_ca),
      certificate: read.optional(options.ssl_manager_cert),
      key: read.optional(options.ssl_manager_key),
      at: read.at,
    };
  },
});
