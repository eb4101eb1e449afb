import type { Decoder } from './decoder.ts';

/** One pattern that was tried while a decoder was looked for. */
export interface DecodeStep {
  readonly decoder: Decoder;
  readonly what: 'program_name' | 'prematch' | 'regex' | 'plugin';
  readonly matched: boolean;
  /** The text that a pattern took; undefined where it took none. */
  readonly text: string | undefined;
}
