import type { Event } from '../event/index.ts';

const byLetter: Readonly<Record<string, string>> = {
  d: 'DROP',
  r: 'DROP',
  b: 'DROP',
  c: 'CLOSED',
  t: 'CLOSED',
  a: 'ALLOW',
  p: 'ALLOW',
  o: 'ALLOW',
};

/** Whether a firewall event has all that its log line needs. */
export function isCompleteFirewall(event: Event): boolean {
  return (
    event.action !== undefined &&
    event.srcip !== undefined &&
    event.dstip !== undefined &&
    event.protocol !== undefined
  );
}

/** The one word for what a firewall did, whatever its maker calls it. */
export function normaliseAction(action: string): string {
  const word = action.toLowerCase();
  const known = byLetter[word.charAt(0)];
  if (known !== undefined) return known;
  if (word.includes('drop')) return 'DROP';
  return word.includes('accept') ? 'ALLOW' : 'UNKNOWN';
}
