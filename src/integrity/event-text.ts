/** Largest text of an event, diff included. */
const textMax = 6144;

/**
 * The text of an event about a file. A path ends at the first line feed on the wire, so one that
 * holds some is written with `\n` in their place.
 */
export function changeText(path: string, sum: string, diff: string | undefined): string {
  const head = `${sum} ${path.replaceAll('\n', '\\n')}`;
  return diff === undefined ? head : `${head}\n${diff}`.slice(0, Math.max(textMax, head.length));
}

export function deletionText(path: string): string {
  return changeText(path, '-1', undefined);
}
