/** A value that a database can hold here: maps, lists, texts, and whole numbers up to 32 bits. */
export type MmdbValue =
  | string
  | number
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

const types = { text: 2, number: 6, map: 7, list: 11 } as const;

function head(type: number, size: number): Buffer {
  const long = size >= 29;
  const low = long ? 29 : size;
  const bytes = type <= 7 ? [(type << 5) | low] : [low, type - 7];
  return Buffer.from(long ? [...bytes, size - 29] : bytes);
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([head(types.text, text.length), text]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(types.number, 4), bytes]);
  }
  if (Array.isArray(value)) {
    const items = value.map((item: MmdbValue) => encode(item));
    return Buffer.concat([head(types.list, items.length), ...items]);
  }
  const entries = Object.entries(value);
  const parts = entries.flatMap(([key, item]) => [encode(key), encode(item)]);
  return Buffer.concat([head(types.map, entries.length), ...parts]);
}

/** The bits of an address, 32 or 128; IPv4 stands below 96 zeros where there is room for both. */
function bitsOf(prefix: string, version: 4 | 6): string {
  const [address = '', length = ''] = prefix.split('/');
  const isV4 = address.includes('.');
  const bits = isV4
    ? address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
    : hextets(address).map((part) => parseInt(part, 16).toString(2).padStart(16, '0'));
  return (isV4 && version === 6 ? '0'.repeat(96) : '') + bits.join('').slice(0, Number(length));
}

function hextets(address: string): readonly string[] {
  const [left = '', right = ''] = address.split('::').map((half) => half);
  const parts = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const missing = 8 - parts(left).length - parts(right).length;
  return [...parts(left), ...Array.from({ length: missing }, () => '0'), ...parts(right)];
}

type Tree = [Tree | number | undefined, Tree | number | undefined];

/** A small database in the MaxMind DB format, by networks that do not overlap. */
export function mmdb(networks: Readonly<Record<string, MmdbValue>>, version: 4 | 6 = 6): Buffer {
  const root: Tree = [undefined, undefined];
  const nodes: Tree[] = [root];
  const data: Buffer[] = [];
  let length = 0;
  for (const [prefix, value] of Object.entries(networks)) {
    const bits = bitsOf(prefix, version);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const side = bit === '1' ? 1 : 0;
      const next = node[side];
      if (Array.isArray(next)) node = next;
      else {
        const made: Tree = [undefined, undefined];
        nodes.push(made);
        node[side] = made;
        node = made;
      }
    }
    node[bits.endsWith('1') ? 1 : 0] = length;
    const bytes = encode(value);
    data.push(bytes);
    length += bytes.length;
  }
  return Buffer.concat([
    ...nodes.map((node) => record(nodes, node)),
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    encode({
      node_count: nodes.length,
      record_size: 32,
      ip_version: version,
      database_type: 'Test',
      languages: ['en'],
      binary_format_major_version: 2,
      binary_format_minor_version: 0,
      build_epoch: 1,
      description: { en: 'made for a test' },
    }),
  ]);
}

function record(nodes: readonly Tree[], node: Tree): Buffer {
  const bytes = Buffer.alloc(8);
  node.forEach((side, i) => {
    const value =
      side === undefined
        ? nodes.length
        : typeof side === 'number'
          ? nodes.length + 16 + side
          : nodes.indexOf(side);
    bytes.writeUInt32BE(value, i * 4);
  });
  return bytes;
}
