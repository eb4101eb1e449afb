/** An address as 16 bytes; IPv4 ones are mapped (`::ffff:a.b.c.d`), so both families compare. */
export type AddressBytes = Uint8Array;

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part)) return undefined;
    const value = Number(part);
    if (value > 255) return undefined;
    bytes.push(value);
  }
  return bytes;
}

/** Only the last group of an address may be an IPv4 literal. */
function groupBytes(groups: readonly string[], isTail: boolean): number[] | undefined {
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    if (group.includes('.')) {
      const tail = isTail && i === groups.length - 1 ? parseIpv4(group) : undefined;
      if (tail === undefined) return undefined;
      bytes.push(...tail);
      continue;
    }
    if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}

/** Reads an IPv4 or IPv6 literal; a zone (`%eth0`) is not part of one. */
export function parseAddress(text: string): AddressBytes | undefined {
  if (text.length > 45) return undefined;
  const four = parseIpv4(text);
  if (four !== undefined) return Uint8Array.of(...mappedPrefix, ...four);
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const split = (half: string): readonly string[] => (half === '' ? [] : half.split(':'));
  const head = groupBytes(split(halves[0] ?? ''), halves.length === 1);
  const tail = groupBytes(split(halves[1] ?? ''), true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.of(...head, ...new Uint8Array(missing), ...tail);
}

/** A network: address and prefix length in bits of the 16-byte form. */
export interface Network {
  readonly address: AddressBytes;
  readonly bits: number;
}

/** Reads a literal, or a literal and prefix length (0–32, or 0–128). Dotted masks are refused. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const literal = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(literal);
  if (address === undefined) return undefined;
  if (slash < 0) return { address, bits: 128 };
  const prefix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefix)) return undefined;
  const isFour = !literal.includes(':');
  const bits = Number(prefix);
  if (bits > (isFour ? 32 : 128)) return undefined;
  // A prefix of 0 takes everything, whatever the family.
  return { address, bits: isFour && bits > 0 ? bits + 96 : bits };
}

export function contains(network: Network, address: AddressBytes): boolean {
  const whole = network.bits >> 3;
  for (let i = 0; i < whole; i++) if (network.address[i] !== address[i]) return false;
  const rest = network.bits & 7;
  if (rest === 0) return true;
  const mask = (0xff00 >> rest) & 0xff;
  return ((network.address[whole] ?? 0) & mask) === ((address[whole] ?? 0) & mask);
}
