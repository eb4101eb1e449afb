import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type TlsOptions } from 'node:tls';
import type { Diagnostic } from '../../base/index.ts';
import type { RemoteValues } from '../../config/index.ts';

export interface TlsFiles {
  readonly options: TlsOptions | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The certificate and the key of a port, and whom senders' certificates must be of. What cannot be
 * read or does not fit together is told at load, not at the first connection.
 */
export function readTlsFiles(home: string, { tls, at }: RemoteValues): TlsFiles {
  if (tls === undefined || at === undefined) return { options: undefined, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const read = (path: string): Buffer | undefined => {
    const full = path.startsWith('/') ? path : join(home, path);
    try {
      return readFileSync(full);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      diagnostics.push({ severity: 'error', code: 'CONFIG_UNREADABLE', at, message });
      return undefined;
    }
  };
  const cert = read(tls.certificate);
  const key = read(tls.key);
  const ca = tls.authority === undefined ? undefined : read(tls.authority);
  if (cert === undefined || key === undefined || diagnostics.length > 0) {
    return { options: undefined, diagnostics };
  }
  const trusted = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  const options: TlsOptions = { cert, key, minVersion: 'TLSv1.2', ...trusted };
  try {
    createSecureContext(options);
    return { options, diagnostics };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `certificate and key do not do: ${reason}`;
    return {
      options: undefined,
      diagnostics: [{ severity: 'error', code: 'CONFIG_BAD_VALUE', at, message }],
    };
  }
}
