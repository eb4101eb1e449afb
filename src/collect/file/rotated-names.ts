const compressions = ['.gz', '.zst', '.bz2', '.xz'] as const;
export type Compression = (typeof compressions)[number];

/** By which tool the name says that a file was compressed. */
export function compressionOf(name: string): Compression | undefined {
  return compressions.find((ending) => name.endsWith(ending));
}

/** What rotation adds to a name: a number, a date, or a word. */
const addition = /^[.\-_](?:\d[\d.\-_:T]{0,30}|old|prev|bak)$/;
/** Dates only, because `node-1.log` beside `node.log` is a log of its own. */
const dateAddition = /^[.\-_]\d{4}[\d.\-_:T]{2,28}$/;

/** Whether `name` is what rotation may have made of `base`, compressed or not. */
export function isRotatedName(name: string, base: string): boolean {
  const compression = compressionOf(name);
  const plain = compression === undefined ? name : name.slice(0, -compression.length);
  if (plain === base) return compression !== undefined;
  if (plain.startsWith(base) && addition.test(plain.slice(base.length))) return true;
  const dot = base.lastIndexOf('.');
  if (dot <= 0) return false;
  const [stem, ending] = [base.slice(0, dot), base.slice(dot)];
  if (!plain.startsWith(stem) || !plain.endsWith(ending)) return false;
  return dateAddition.test(plain.slice(stem.length, plain.length - ending.length));
}

/** The rotation's number; undefined where the name has none. */
export function rotationNumber(name: string, base: string): number | undefined {
  const found = /^[.\-_](?<number>\d{1,4})(?:\.[a-z0-9]+)?$/.exec(name.slice(base.length));
  const number = found?.groups?.['number'];
  return number === undefined ? undefined : Number(number);
}
