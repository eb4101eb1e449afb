import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Random } from './random.ts';
import { tokenLine } from './token-home.ts';

/** What logrotate can do to a file. */
export const rotations = ['rename', 'copytruncate', 'gzip', 'none'] as const;
export type Rotation = (typeof rotations)[number];

/** A log that is written at speed and rotated as logrotate does: `x.log.1` is the newest piece. */
export class BusyLog {
  readonly path: string;
  readonly tokens: string[] = [];
  readonly #rotation: Rotation;
  readonly #random: Random;
  #rest = '';
  #pieces = 0;

  constructor(path: string, rotation: Rotation, random: Random) {
    this.path = path;
    this.#rotation = rotation;
    this.#random = random;
  }

  /** Some lines; sometimes the last one stops in the middle until the next call. */
  write(): void {
    let text = this.#rest;
    for (let count = 1 + this.#random.number(20); count > 0; count--) {
      const token = `${basename(this.path)}-${this.tokens.length}`;
      this.tokens.push(token);
      text += tokenLine(token);
    }
    const cut = this.#random.chance(0.2) ? this.#random.number(30) : 0;
    this.#rest = text.slice(text.length - cut);
    appendFileSync(this.path, text.slice(0, text.length - cut));
  }

  finishLine(): void {
    appendFileSync(this.path, this.#rest);
    this.#rest = '';
  }

  /** Nobody writes meanwhile, so nothing is lost in the gap that copytruncate has. */
  rotate(): void {
    if (this.#rotation === 'none' || !existsSync(this.path)) return;
    this.finishLine();
    const ending = this.#rotation === 'gzip' ? '.gz' : '';
    for (let piece = this.#pieces; piece > 0; piece--) {
      renameSync(this.#piece(piece, ending), this.#piece(piece + 1, ending));
    }
    this.#pieces++;
    if (this.#rotation === 'copytruncate') {
      copyFileSync(this.path, this.#piece(1, ''));
      truncateSync(this.path, 0);
      return;
    }
    renameSync(this.path, this.#piece(1, ''));
    if (this.#rotation === 'gzip') this.#compress();
    writeFileSync(this.path, '');
  }

  #compress(): void {
    const plain = this.#piece(1, '');
    writeFileSync(`${plain}.gz`, gzipSync(readFileSync(plain)));
    unlinkSync(plain);
  }

  #piece(number: number, ending: string): string {
    return `${this.path}.${number}${ending}`;
  }
}
