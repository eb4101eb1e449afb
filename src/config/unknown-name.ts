import { nearest } from '../base/index.ts';

/** `the option lgall is not known; did you mean logall?` */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const shown = name.length > 60 ? `${name.slice(0, 60)}...` : name;
  const guess = nearest(name, known);
  const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
  return `${what} ${shown} is not known${hint}`;
}
