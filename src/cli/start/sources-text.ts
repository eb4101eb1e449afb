import { toUtf8 } from '../../base/index.ts';
import type { WatchedSource } from '../../agent/index.ts';
import { safeText } from './safe-text.ts';

const shownNames = 8;
/** Up to so many sources of which the same is to be told get a line each. */
const ownLines = 10;

/** A few lines: what is watched, what is not there yet, what cannot be read and why. */
export function sourcesText(sources: readonly WatchedSource[]): readonly string[] {
  const watching = sources.filter(({ state }) => state === 'watching');
  const waiting = sources.filter(({ state }) => state === 'waiting');
  const broken = sources.filter(({ state }) => state === 'unreadable' || state === 'failed');
  return [
    watching.length === 0 ? 'Watching nothing yet.' : `Watching ${nameSome(watching)}`,
    ...(waiting.length === 0 ? [] : [`Not there yet: ${nameSome(waiting)}`]),
    ...brokenText(broken),
  ];
}

/** What changed for the worse or the better since the last look: a line each, or one for many. */
export function changesText(
  before: readonly WatchedSource[],
  now: readonly WatchedSource[],
): readonly string[] {
  const old = new Map(before.map((source) => [source.id, source.state]));
  const changed = now.filter(({ id, state }) => old.get(id) !== state);
  const watching = changed.filter(({ state }) => state === 'watching');
  const gone = changed.filter(({ id, state }) => state === 'waiting' && old.has(id));
  const broken = changed.filter(({ state }) => state === 'unreadable' || state === 'failed');
  return [
    ...eachOrAll(watching, (names) => `Now watching ${names}`),
    ...eachOrAll(gone, (names) => `No longer there: ${names}`),
    ...brokenText(broken),
  ];
}

function brokenText(broken: readonly WatchedSource[]): readonly string[] {
  const byReason = Map.groupBy(broken, ({ reason }) => reason);
  return [...byReason].flatMap(([reason, sources]) =>
    eachOrAll(sources, (names) => `Cannot read ${names}: ${safeText(reason)}`),
  );
}

/** A thousand files that a pattern finds at once are one line. */
function eachOrAll(
  sources: readonly WatchedSource[],
  line: (names: string) => string,
): readonly string[] {
  if (sources.length > ownLines) return [line(nameSome(sources))];
  return sources.map((source) => line(nameOf(source)));
}

/** What a person can type to see a first alert. */
export function firstAlertHint(
  sources: readonly WatchedSource[],
  watch: readonly string[],
): string {
  const message = 'Failed password for invalid user x from 203.0.113.9 port 4242 ssh2';
  const [file] = watch;
  if (file !== undefined) {
    const line = `echo "$(date '+%b %e %H:%M:%S') $(hostname) sshd[4242]: ${message}"`;
    return `To see a first alert: ${line} >> ${shellWord(file)}`;
  }
  if (sources.some(isSystemLog)) return `To see a first alert: logger -t sshd "${message}"`;
  return 'To see a first alert, watch a file: npm start -- --watch FILE';
}

function isSystemLog({ id, kind, state }: WatchedSource): boolean {
  if (state !== 'watching') return false;
  return kind === 'journal' || /^file:\/var\/log\/(syslog|messages|auth\.log|secure)$/.test(id);
}

function nameSome(sources: readonly WatchedSource[]): string {
  const names = sources.slice(0, shownNames).map(nameOf);
  const rest = sources.length - names.length;
  return names.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function nameOf({ id, kind }: WatchedSource): string {
  const name = safeText(toUtf8(id.slice(id.indexOf(':') + 1)));
  if (kind === 'file') return name;
  return kind === 'journal' ? 'the journal' : `the command ${name}`;
}

function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
