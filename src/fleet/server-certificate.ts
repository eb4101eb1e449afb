import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './certificate/self-signed.ts';
import { withLock } from './file-lock.ts';
import { FleetError } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

const certificateMode = 0o640;
const lockWaitMs = 5000;
const serialBytes = 16;

/** With what a server shows who it is; both in PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the public key (SPKI in DER), hexadecimal: what agents have in `server.pin`. */
  readonly pin: string;
}

export interface CertificatePaths {
  readonly certificate: string;
  readonly key: string;
}

/** Where they are unless the configuration says otherwise. */
export function certificatePaths(home: string): CertificatePaths {
  return {
    certificate: join(home, 'etc', 'sslmanager.cert'),
    key: join(home, 'etc', 'sslmanager.key'),
  };
}

/**
 * Certificate and key of a server; made when there is neither, or only the key. Several processes
 * may ask at once. Throws CERTIFICATE_UNUSABLE for files that cannot be read or do not belong
 * together, KEYS_UNWRITABLE or KEYS_LOCKED where they cannot be made.
 */
export async function serverCertificate(home: string): Promise<ServerCertificate> {
  const paths = certificatePaths(home);
  if (!existsSync(paths.certificate)) {
    const lock = join(home, 'var', 'run', 'sslmanager.lock');
    await withLock(lock, lockWaitMs, () => makeMissing(paths));
  }
  return readServerCertificate(paths);
}

/** What stands in the two files. Throws CERTIFICATE_UNUSABLE. */
export function readServerCertificate(paths: CertificatePaths): ServerCertificate {
  try {
    const certificate = readFileSync(paths.certificate, 'latin1');
    const key = readFileSync(paths.key, 'latin1');
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(createPrivateKey(key))) {
      throw new Error(`${paths.key} is not its key`);
    }
    return { certificate, key, pin: pinOf(parsed.publicKey) };
  } catch (error) {
    throw new FleetError('CERTIFICATE_UNUSABLE', paths.certificate, { cause: error });
  }
}

/** How agents know a server again, whatever certificate it has for its key. */
export function pinOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

/** The key comes first: a certificate is only ever there beside its key. */
function makeMissing(paths: CertificatePaths): void {
  if (existsSync(paths.certificate)) return;
  try {
    if (!existsSync(paths.key)) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const text = privateKey.export({ type: 'pkcs8', format: 'pem' });
      writeWhole(paths.key, text, certificateMode);
    }
    const facts = { hostName: hostName(), serial: randomBytes(serialBytes), nowMs: Date.now() };
    const key = createPrivateKey(readFileSync(paths.key, 'latin1'));
    writeWhole(paths.certificate, selfSigned(key, facts), certificateMode);
  } catch (error) {
    throw new FleetError('CERTIFICATE_UNUSABLE', paths.key, { cause: error });
  }
}

/** Names in certificates hold letters, digits, hyphens and points. */
function hostName(): string {
  const name = hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-');
  return name === '' ? 'localhost' : name.slice(0, 64);
}
