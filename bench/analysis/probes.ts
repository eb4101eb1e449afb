/** Every so many events one is a probe: a line that alerts and can be found in the alert log. */
const probeEvery = 500;
const mark = 'bench-probe-';

export function isProbe(index: number, events: number): boolean {
  return index % probeEvery === probeEvery - 1 || index === events - 1;
}

/** A wrong password for an account of its own, from an address of its own. */
export function probeLine(index: number): string {
  const address = `100.${64 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`;
  const text = `Failed password for invalid user ${mark}${index} from ${address} port 4711 ssh2`;
  return `Nov 24 08:00:00 bench sshd[4711]: ${text}`;
}

/** The probes that a piece of the alert log tells of. */
export function probesIn(text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const number = Number.parseInt(text.slice(at + mark.length, at + mark.length + 16), 10);
    if (Number.isSafeInteger(number)) found.push(number);
  }
  return found;
}

/** The value below which a share of the sorted values lies; undefined without values. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
