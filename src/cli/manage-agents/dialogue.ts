import { createInterface, type Interface } from 'node:readline';
import type { CommandIo } from '../contract.ts';
import { safeText } from '../start/safe-text.ts';

/** Holds the key that is to be imported. */
export const keyVariable = 'OSSEC_AGENT_KEY';

/** The person wants back to the menu. */
export class BackToMenu extends Error {
  override readonly name = 'BackToMenu';
}

/** There is nobody who answers any more. */
export class EndOfInput extends Error {
  override readonly name = 'EndOfInput';
}

/** Questions and answers, one line each. Answers that the environment gives are taken first. */
export class Dialogue {
  readonly #io: CommandIo;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #given: Map<string, string>;

  constructor(io: CommandIo) {
    this.#io = io;
    this.#reader = createInterface({ input: io.stdin });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    this.#given = new Map(
      Object.entries(io.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
  }

  say(text: string): void {
    this.#io.stdout.write(`${text}\n`);
  }

  /**
   * Asks until `read` answers something. `variable` of the environment stands for the first
   * answer. Throws BackToMenu for `\q` and EndOfInput.
   */
  async ask<T>(
    question: string,
    variable: string,
    read: (answer: string) => T | Refused,
  ): Promise<T> {
    for (;;) {
      const answer = await this.#answer(question, variable);
      const result = read(answer);
      if (!(result instanceof Refused)) return result;
      this.say(`   ${result.reason}`);
    }
  }

  /** Yes or no; from the environment anything but a yes is a no. */
  async confirm(question: string): Promise<boolean> {
    const given = this.#take('OSSEC_ACTION_CONFIRMED');
    if (given !== undefined) return /^y/i.test(given);
    return this.ask(`${question} (y/n): `, '', (answer) => {
      if (/^y/i.test(answer)) return true;
      return /^n/i.test(answer) ? false : new Refused('Please answer y or n.');
    });
  }

  close(): void {
    this.#reader.close();
  }

  async #answer(question: string, variable: string): Promise<string> {
    const given = this.#take(variable);
    if (given !== undefined) {
      // A key is nothing for a screen that somebody may record.
      this.say(variable === keyVariable ? question : `${question}${safeText(given)}`);
      return given;
    }
    this.#io.stdout.write(question);
    const next = await this.#lines.next();
    if (next.done === true) throw new EndOfInput();
    const answer = next.value.trim();
    if (answer === '\\q') throw new BackToMenu();
    return answer;
  }

  /** Each is an answer once: a wrong one would be wrong again. */
  #take(variable: string): string | undefined {
    const value = this.#given.get(variable);
    this.#given.delete(variable);
    return value;
  }
}

/** An answer that does not do, with the reason to tell. */
export class Refused {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
