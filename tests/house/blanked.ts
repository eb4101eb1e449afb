/** What may stand before a slash that begins a pattern and does not divide. */
const beforePattern = /(?:^|[=(,;:!&|?{}[+\-*%~^<>]|\b(?:return|typeof|case|in|of|yield|await))$/;

/**
 * Makes comments and the insides of strings, templates and patterns blank, so that what is left
 * can be searched for code. Length and line breaks stay as they are.
 */
export function blanked(source: string): string {
  const scanner = new Blanker(source);
  scanner.code(false);
  return scanner.result();
}

class Blanker {
  readonly #source: string;
  readonly #out: string[] = [];
  #at = 0;
  #lastCode = '';

  constructor(source: string) {
    this.#source = source;
  }

  result(): string {
    return this.#out.join('');
  }

  /** Reads code up to the end, or up to the brace that closes a template's hole. */
  code(insideHole: boolean): void {
    let depth = 0;
    while (this.#at < this.#source.length) {
      const two = this.#source.slice(this.#at, this.#at + 2);
      const one = two.charAt(0);
      if (insideHole && one === '}' && depth === 0) return;
      if (one === '{') depth++;
      if (one === '}') depth--;
      if (two === '//') this.#blankTo(this.#indexOf('\n'));
      else if (two === '/*') this.#blankTo(this.#indexOf('*/') + 2);
      else if (one === "'" || one === '"') this.#quoted(one);
      else if (one === '`') this.#template();
      else if (one === '/' && beforePattern.test(this.#lastCode)) this.#pattern();
      else this.#keep();
    }
  }

  #indexOf(text: string): number {
    const found = this.#source.indexOf(text, this.#at);
    return found === -1 ? this.#source.length : found;
  }

  #keep(): void {
    const char = this.#source.charAt(this.#at++);
    this.#out.push(char);
    if (!/\s/.test(char)) this.#lastCode = (this.#lastCode + char).slice(-8);
    else if (/\w$/.test(this.#lastCode)) this.#lastCode += ' ';
    if (this.#lastCode.endsWith(' ')) {
      // A word is over: only a word that expects a value may stand before a pattern.
      const word = this.#lastCode.trimEnd();
      if (beforePattern.test(word)) this.#lastCode = word;
    }
  }

  #blankTo(end: number): void {
    while (this.#at < Math.min(end, this.#source.length)) {
      this.#out.push(this.#source[this.#at] === '\n' ? '\n' : ' ');
      this.#at++;
    }
  }

  #quoted(quote: string): void {
    this.#keep();
    while (this.#at < this.#source.length && this.#source[this.#at] !== quote) {
      this.#blankTo(this.#at + (this.#source[this.#at] === '\\' ? 2 : 1));
    }
    this.#keep();
  }

  #template(): void {
    this.#keep();
    while (this.#at < this.#source.length && this.#source[this.#at] !== '`') {
      if (this.#source.startsWith('${', this.#at)) {
        this.#keep();
        this.#keep();
        this.code(true);
        this.#keep();
      } else {
        this.#blankTo(this.#at + (this.#source[this.#at] === '\\' ? 2 : 1));
      }
    }
    this.#keep();
  }

  #pattern(): void {
    this.#keep();
    let inClass = false;
    while (this.#at < this.#source.length) {
      const char = this.#source[this.#at];
      if (char === '\n' || (char === '/' && !inClass)) break;
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
      this.#blankTo(this.#at + (char === '\\' ? 2 : 1));
    }
    this.#keep();
  }
}
