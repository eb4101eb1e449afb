import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import * as der from './der.ts';

const ecdsaWithSha256 = der.sequence(der.objectId('1.2.840.10045.4.3.2'));
const commonName = '2.5.4.3';
const validDays = 3650;
/** Agents whose clocks are behind must be able to enrol, else nobody tells them the time. */
const backdatedDays = 2;
const dayMs = 86_400_000;

export interface CertificateFacts {
  /** Subject and one of its names. */
  readonly hostName: string;
  /** A number of 16 bytes that no other certificate has. */
  readonly serial: Uint8Array;
  readonly nowMs: number;
}

/** A certificate (RFC 5280) in PEM for the P-256 key, signed with it. */
export function selfSigned(privateKey: KeyObject, facts: CertificateFacts): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const name = der.sequence(
    der.set(der.sequence(der.objectId(commonName), der.utf8(facts.hostName))),
  );
  const serial = Buffer.from(facts.serial);
  // Neither negative nor with a zero in front, as RFC 5280 wants it.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))),
    der.integer(serial),
    ecdsaWithSha256,
    name,
    der.sequence(
      der.time(new Date(facts.nowMs - backdatedDays * dayMs)),
      der.time(new Date(facts.nowMs + validDays * dayMs)),
    ),
    name,
    spki,
    der.explicit(3, extensions(spki, facts.hostName)),
  );
  const signature = sign('sha256', body, privateKey);
  return pem(der.sequence(body, ecdsaWithSha256, der.bits(signature)));
}

function extensions(spki: Buffer, hostName: string): Buffer {
  const keyId = der.octets(createHash('sha256').update(spki).digest().subarray(0, 20));
  const isAuthority = der.sequence(der.boolean(true));
  const dnsName = der.implicit(2, Buffer.from(hostName, 'latin1'));
  return der.sequence(
    der.sequence(der.objectId('2.5.29.14'), der.octets(keyId)),
    // Agents that verify the server take this very certificate as their authority.
    der.sequence(der.objectId('2.5.29.19'), der.boolean(true), der.octets(isAuthority)),
    der.sequence(der.objectId('2.5.29.17'), der.octets(der.sequence(dnsName))),
  );
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
