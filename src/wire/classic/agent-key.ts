import { Buffer } from 'node:buffer';
import { createSecretKey, hash, type KeyObject } from 'node:crypto';
import { BlowfishKey } from './blowfish.ts';

/** The fields of a line of `client.keys` that make a key. One character per byte. */
export interface AgentSecret {
  readonly id: string;
  readonly name: string;
  /** Usually 64 hexadecimal digits, but any text is a key. */
  readonly key: string;
}

function md5(text: string): string {
  return hash('md5', Buffer.from(text, 'latin1'), 'hex');
}

/**
 * The 47 characters of which both ciphers take their key: as text, not decoded. 15 characters of
 * the second part survive in OSSEC, although its comments speak of 16.
 */
export function deriveKey({ id, name, key }: AgentSecret): string {
  return md5(key) + md5(md5(name) + md5(id)).slice(0, 15);
}

const aesKeyBytes = 32;

/**
 * The keys of one agent, ready to use. The AES key is a prefix of the derived text into which
 * neither name nor id goes, so that AES alone does not tell two agents of one key apart.
 */
export class AgentKey {
  readonly #derived: Buffer;
  readonly aes: KeyObject;
  #blowfish: BlowfishKey | undefined;

  constructor(secret: AgentSecret) {
    this.#derived = Buffer.from(deriveKey(secret), 'latin1');
    this.aes = createSecretKey(this.#derived.subarray(0, aesKeyBytes));
  }

  /** Made when it is first needed: its tables take 4 KB an agent. */
  get blowfish(): BlowfishKey {
    this.#blowfish ??= new BlowfishKey(this.#derived);
    return this.#blowfish;
  }
}
