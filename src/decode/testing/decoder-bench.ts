import type { Diagnostic } from '../../base/index.ts';
import { Event, staticFields } from '../../event/index.ts';
import { parseXml } from '../../xml/index.ts';
import { DecoderMachine } from '../decode.ts';
import type { Assignment } from '../decoder.ts';
import type { DecoderTree } from '../load-decoders.ts';
import { loadDecoders } from '../load-decoders.ts';

export interface Loaded {
  readonly tree: DecoderTree;
  readonly diagnostics: readonly Diagnostic[];
}

export function loadText(text: string, orderSize = 256): Loaded {
  const { elements, diagnostics } = parseXml(text, 'decoder.xml');
  const loaded = loadDecoders(elements, { orderSize });
  return { tree: loaded.tree, diagnostics: [...diagnostics, ...loaded.diagnostics] };
}

/** Problems as `line:column CODE`. */
export function problemsOf(text: string, orderSize?: number): readonly string[] {
  return loadText(text, orderSize).diagnostics.map(
    ({ at, code }) => `${at.line}:${at.column} ${code}`,
  );
}

export interface Decoded {
  readonly name: string | undefined;
  /** What was set, static and dynamic fields in one. */
  readonly fields: Readonly<Record<string, string>>;
  readonly trace: readonly Assignment[];
  readonly event: Event;
}

/** Decodes one log with decoders that must load. */
export function decoding(text: string): (log: string, program?: string) => Decoded {
  const { tree, diagnostics } = loadText(text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('; '));
  const machine = new DecoderMachine(tree);
  return (log, program) => {
    const event = new Event(0, '1', 'stdin', log);
    event.programName = program;
    event.ascii = !/[\x80-\xff]/.test(log);
    const trace: Assignment[] = [];
    machine.decode(event, trace);
    const fields: Record<string, string> = Object.fromEntries(event.dynamic ?? []);
    for (const field of staticFields) {
      const value = event[field];
      if (value !== undefined) fields[field] = value;
    }
    return { name: event.decoder, fields, trace, event };
  };
}
