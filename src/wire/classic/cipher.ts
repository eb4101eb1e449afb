import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { AgentKey } from './agent-key.ts';
import { blowfishBlockBytes } from './blowfish.ts';

export const cipherMethods = ['aes', 'blowfish'] as const;
export type CipherMethod = (typeof cipherMethods)[number];

const algorithm = 'aes-256-cbc';
export const aesIvBytes = 16;
const aesBlockBytes = 16;

/** `iv` is used by AES alone; the length of `text` is a multiple of 8. */
export function encrypt(key: AgentKey, method: CipherMethod, text: Buffer, iv: Buffer): Buffer {
  if (method === 'blowfish') return key.blowfish.encrypt(text);
  const cipher = createCipheriv(algorithm, key.aes, iv);
  return Buffer.concat([iv, cipher.update(text), cipher.final()]);
}

/** Undefined for a text that the key cannot have made. */
export function decrypt(key: AgentKey, method: CipherMethod, body: Buffer): Buffer | undefined {
  if (method === 'blowfish') {
    const isWhole = body.length > 0 && body.length % blowfishBlockBytes === 0;
    return isWhole ? key.blowfish.decrypt(body) : undefined;
  }
  const encrypted = body.subarray(aesIvBytes);
  if (encrypted.length === 0 || encrypted.length % aesBlockBytes !== 0) return undefined;
  const decipher = createDecipheriv(algorithm, key.aes, body.subarray(0, aesIvBytes));
  const head = decipher.update(encrypted);
  try {
    const tail = decipher.final();
    return tail.length === 0 ? head : Buffer.concat([head, tail]);
  } catch {
    return undefined; // The padding is none: another key, or a damaged text.
  }
}
