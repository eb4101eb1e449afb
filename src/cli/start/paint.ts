import type { CommandIo } from '../contract.ts';

const codes = { red: '1;31', yellow: '33', cyan: '36', green: '32', dim: '2' } as const;

export type Colour = keyof typeof codes;

export function paint(text: string, colour: Colour, colours: boolean): string {
  return colours ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}

/** Whether the terminal understands cursor movements. */
export function isCapable({ isTerminal, env }: Pick<CommandIo, 'isTerminal' | 'env'>): boolean {
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Any value of NO_COLOR but the empty one turns colours off. */
export function wantsColour(io: Pick<CommandIo, 'isTerminal' | 'env'>): boolean {
  return isCapable(io) && (io.env['NO_COLOR'] ?? '') === '';
}
