import type { Diagnostic, Place } from '../base/index.ts';

/** One file's text with its places and the problems found in it so far. */
export class Source {
  readonly text: string;
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: string;
  readonly #lineStarts: number[] = [0];

  constructor(text: string, file: string) {
    this.text = text;
    this.#file = file;
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) {
      this.#lineStarts.push(i + 1);
    }
  }

  placeOf(offset: number): Place {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const column = offset - (this.#lineStarts[low] ?? 0) + 1;
    return { file: this.#file, line: low + 1, column };
  }

  report(code: string, offset: number, message: string): void {
    this.diagnostics.push({ severity: 'error', code, at: this.placeOf(offset), message });
  }
}
