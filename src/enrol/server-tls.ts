import { readFileSync } from 'node:fs';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { certificatePaths, readServerCertificate, serverCertificate } from '../fleet/index.ts';
import { EnrolError } from './enrol-error.ts';

/** What OSSEC's server offers; agents that pin TLS 1.2 find theirs among them. */
export const defaultCiphers =
  'EECDH+AESGCM:EDH+AESGCM:EECDH+AES256:EDH+AES256:EECDH+AES128:EDH+AES128:' +
  'HIGH:!kRSA:!ADH:!EXP:!MD5:!RC4:!3DES:!CAMELLIA:@STRENGTH';

export interface ServerTlsChoice {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  /** Who must have signed the certificates of agents; without it they need none. */
  readonly authority?: string | undefined;
  readonly ciphers?: string | undefined;
}

/**
 * Certificate and ciphers of a server. Where neither path is given its own pair is used, and made
 * at first. Throws CERTIFICATE_UNUSABLE, or ENROL_TLS for ciphers and authorities that do not do.
 */
export async function enrolTls(home: string, choice: ServerTlsChoice): Promise<TlsOptions> {
  const { certificate, key, authority, ciphers = defaultCiphers } = choice;
  const own = certificatePaths(home);
  const pair =
    certificate === undefined && key === undefined
      ? await serverCertificate(home)
      : readServerCertificate({
          certificate: certificate ?? own.certificate,
          key: key ?? own.key,
        });
  try {
    const ca = authority === undefined ? undefined : readFileSync(authority);
    const trust = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
    const options: TlsOptions = {
      cert: pair.certificate,
      key: pair.key,
      ciphers,
      dhparam: 'auto',
      minVersion: 'TLSv1.2',
      ...trust,
    };
    createSecureContext(options);
    return options;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnrolError('ENROL_TLS', reason, { cause: error });
  }
}
