import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';

/**
 * A word that lets one agent enrol and shows it the right server:
 * `tcn1.SECRET.PIN` or `tcn1.SECRET.PIN.PROFILE`. The secret is sent as the password, and fits
 * where OSSEC's agents have room for one; the pin is the SHA-256 of the server's public key.
 */
export interface EnrolToken {
  readonly secret: string;
  /** Hexadecimal. */
  readonly pin: string;
  /** What goes into the agent's `<config-profile>`. */
  readonly profile: string | undefined;
}

const mark = 'tcn1';
/** 144 bits: nobody guesses one while it is valid. */
export const secretBytes = 18;
const secretPattern = /^[A-Za-z0-9_-]{24}$/;
const pinPattern = /^[A-Za-z0-9_-]{43}$/;
/** Names of profiles: they stand in a configuration file and in filters. */
const profilePattern = /^[A-Za-z0-9][A-Za-z0-9_.,-]{0,127}$/;

export function isProfile(text: string): boolean {
  return profilePattern.test(text);
}

export function tokenText({ secret, pin, profile }: EnrolToken): string {
  const sum = Buffer.from(pin, 'hex').toString('base64url');
  const words = [mark, secret, sum];
  return [...words, ...(profile === undefined ? [] : [base64url(profile)])].join('.');
}

/** Undefined for a word that no server printed. */
export function readToken(text: string): EnrolToken | undefined {
  const [first, secret = '', sum = '', packed, ...rest] = text.trim().split('.');
  if (first !== mark || rest.length > 0) return undefined;
  if (!secretPattern.test(secret) || !pinPattern.test(sum)) return undefined;
  const profile =
    packed === undefined ? undefined : Buffer.from(packed, 'base64url').toString('latin1');
  if (profile !== undefined && !isProfile(profile)) return undefined;
  return { secret, pin: Buffer.from(sum, 'base64url').toString('hex'), profile };
}

/** A secret out of `secretBytes` bytes of chance. */
export function tokenSecret(chance: Buffer): string {
  return chance.toString('base64url');
}

/** What a server keeps of a secret. It has too much chance in it for a slow hash to matter. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret, 'latin1').digest('hex');
}

function base64url(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url');
}
