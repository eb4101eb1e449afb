import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { agentEntry, keyLineText, type AgentEntry } from './client-keys.ts';

const exportedBytesMax = 256;
/** Hexadecimal digits of chance that a key is made of. */
const chanceDigits = 128;
export const keyChanceBytes = chanceDigits / 2;

/** The line of an agent in base64: what people carry from the server to the agent. */
export function exportKey(entry: AgentEntry): string {
  return Buffer.from(keyLineText(entry), 'latin1').toString('base64');
}

/** Undefined for a text that no server exported. */
export function importKey(text: string): AgentEntry | undefined {
  const packed = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return undefined;
  const line = Buffer.from(packed, 'base64').toString('latin1');
  if (line.length > exportedBytesMax) return undefined;
  const [, id = '', name = '', address = '', key = ''] =
    /^(\d{1,8}) ([!-~]{1,128}) ([!-~]{1,64}) ([!-~]+)$/.exec(line) ?? [];
  return key === '' ? undefined : agentEntry(id, name, address, key);
}

/** A new key, 64 hexadecimal digits, out of `keyChanceBytes` bytes of chance. */
export function makeKey(id: string, name: string, address: string, chance: Buffer): string {
  const digits = chance.toString('hex');
  const md5 = (text: string): string => hash('md5', Buffer.from(text, 'latin1'), 'hex');
  return md5(name + id + digits) + md5(address + name + digits.slice(chanceDigits / 2));
}
