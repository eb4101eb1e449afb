import { Buffer } from 'node:buffer';
import { assert } from '../../base/index.ts';
import { initialWords, subkeyCount } from './blowfish-digits.ts';

export const blowfishBlockBytes = 8;
/** Every message begins here. */
const ivLeft = 0xfedcba98 | 0;
const ivRight = 0x76543210;
const rounds = 16;

/**
 * Blowfish in CBC mode without padding and with OSSEC's fixed start, for agents before 4.0: stock
 * Node has none. The schedule, which costs as much as 4 KB of text, is made once a key.
 */
export class BlowfishKey {
  readonly #p: Int32Array;
  readonly #s: Int32Array;
  /** Halves of the last block that went through the rounds. */
  #left = 0;
  #right = 0;

  /** A key has 1 to 72 bytes. */
  constructor(key: Buffer) {
    assert(key.length > 0 && key.length <= 4 * subkeyCount, 'a Blowfish key has 1 to 72 bytes');
    const words = initialWords();
    this.#p = words.slice(0, subkeyCount);
    this.#s = words.slice(subkeyCount);
    this.#schedule(key);
  }

  /** The length of `text` is a multiple of 8. */
  encrypt(text: Buffer): Buffer {
    const out = Buffer.allocUnsafe(text.length);
    this.#left = ivLeft;
    this.#right = ivRight;
    for (let at = 0; at < text.length; at += blowfishBlockBytes) {
      this.#encryptBlock(this.#left ^ text.readInt32BE(at), this.#right ^ text.readInt32BE(at + 4));
      out.writeInt32BE(this.#left, at);
      out.writeInt32BE(this.#right, at + 4);
    }
    return out;
  }

  /** The length of `text` is a multiple of 8. */
  decrypt(text: Buffer): Buffer {
    const out = Buffer.allocUnsafe(text.length);
    let beforeLeft = ivLeft;
    let beforeRight = ivRight;
    for (let at = 0; at < text.length; at += blowfishBlockBytes) {
      const left = text.readInt32BE(at);
      const right = text.readInt32BE(at + 4);
      this.#decryptBlock(left, right);
      out.writeInt32BE(this.#left ^ beforeLeft, at);
      out.writeInt32BE(this.#right ^ beforeRight, at + 4);
      beforeLeft = left;
      beforeRight = right;
    }
    return out;
  }

  #schedule(key: Buffer): void {
    const p = this.#p;
    let next = 0;
    for (let i = 0; i < subkeyCount; i++) {
      let word = 0;
      for (let byte = 0; byte < 4; byte++) {
        word = (word << 8) | (key[next] ?? 0);
        next = (next + 1) % key.length;
      }
      p[i] = (p[i] ?? 0) ^ word;
    }
    this.#left = 0;
    this.#right = 0;
    this.#fill(p);
    this.#fill(this.#s);
  }

  /** Replaces words by what the cipher so far makes of its own last block. */
  #fill(words: Int32Array): void {
    for (let i = 0; i < words.length; i += 2) {
      this.#encryptBlock(this.#left, this.#right);
      words[i] = this.#left;
      words[i + 1] = this.#right;
    }
  }

  #encryptBlock(left: number, right: number): void {
    const p = this.#p;
    let a = left;
    let b = right;
    for (let i = 0; i < rounds; i += 2) {
      a ^= p[i] ?? 0;
      b ^= this.#f(a) ^ (p[i + 1] ?? 0);
      a ^= this.#f(b);
    }
    this.#left = b ^ (p[rounds + 1] ?? 0);
    this.#right = a ^ (p[rounds] ?? 0);
  }

  #decryptBlock(left: number, right: number): void {
    const p = this.#p;
    let a = left;
    let b = right;
    for (let i = rounds + 1; i > 1; i -= 2) {
      a ^= p[i] ?? 0;
      b ^= this.#f(a) ^ (p[i - 1] ?? 0);
      a ^= this.#f(b);
    }
    this.#left = b ^ (p[0] ?? 0);
    this.#right = a ^ (p[1] ?? 0);
  }

  #f(x: number): number {
    const s = this.#s;
    const a = s[x >>> 24] ?? 0;
    const b = s[256 + ((x >>> 16) & 0xff)] ?? 0;
    const c = s[512 + ((x >>> 8) & 0xff)] ?? 0;
    const d = s[768 + (x & 0xff)] ?? 0;
    return (((a + b) ^ c) + d) | 0;
  }
}
