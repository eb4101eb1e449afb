const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Fri Jan  2 03:04:05 2026`, local time. */
export function ctime(timeMs: number): string {
  const at = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const day = String(at.getDate()).padStart(2);
  const date = `${days[at.getDay()] ?? ''} ${months[at.getMonth()] ?? ''} ${day}`;
  return `${date} ${clock} ${at.getFullYear()}`;
}
