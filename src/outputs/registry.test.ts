import { Buffer, isUtf8 } from 'node:buffer';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputSettings, RecordFormatter } from './index.ts';
import { recordOutputs } from './index.ts';
import { sampleVerdict } from './testing/verdicts.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const outputs = Object.entries(recordOutputs);

const everything: OutputSettings = {
  jsonOutput: true,
  jsonLayout: 'ossec',
  logAll: true,
  logAllJson: true,
  customAlertOutput: undefined,
  firewallLog: true,
  placesInText: true,
  placesInJson: true,
};

const nothing: OutputSettings = {
  jsonOutput: false,
  jsonLayout: 'ossec',
  logAll: false,
  logAllJson: false,
  customAlertOutput: undefined,
  firewallLog: false,
  placesInText: false,
  placesInJson: false,
};

function formatter(name: keyof typeof recordOutputs): RecordFormatter {
  const format = recordOutputs[name].open(everything);
  if (format === undefined) throw new Error(`${name} does not open`);
  return format;
}

describe('places of addresses', () => {
  const verdict = sampleVerdict({
    srcip: '203.0.113.9',
    srcgeoip: 'XA',
    dstip: '::1',
    dstgeoip: 'XB',
  });

  it.each([
    ['alert-log', 'placesInText'],
    ['alerts-json', 'placesInJson'],
  ] as const)('are in %s only where %s is set', (name, setting) => {
    for (const wanted of [true, false]) {
      const other = { placesInText: !wanted, placesInJson: !wanted };
      const format = recordOutputs[name].open({ ...everything, ...other, [setting]: wanted });
      const text = format?.(verdict, '1.0') ?? '';
      expect(text).toContain('203.0.113.9');
      expect([text.includes('XA'), text.includes('XB')]).toEqual([wanted, wanted]);
    }
  });
});

const bytes = fc
  .uint8Array({ maxLength: 60 })
  .map((array) => Buffer.from(array).toString('latin1'));
const maybe = fc.option(bytes, { nil: undefined });
const fields = fc.record({
  fullLog: bytes,
  location: bytes,
  hostname: bytes,
  srcip: maybe,
  dstuser: maybe,
  url: maybe,
  filename: maybe,
  programName: maybe,
  dynamic: fc.option(
    fc.dictionary(bytes, bytes).map((all) => new Map(Object.entries(all))),
    {
      nil: undefined,
    },
  ),
});
const ruleFields = fc.record({ description: bytes, group: bytes, info: bytes, cve: bytes });
const verdicts = fc
  .tuple(fields, ruleFields, fc.array(bytes, { maxLength: 3 }))
  .map(([event, rule, context]) => sampleVerdict(event, rule, { context }));

it('registers every folder, in alphabetical order', () => {
  const folders = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${here}${entry.name}/index.ts`))
    .map((entry) => entry.name)
    .sort();

  expect(Object.keys(recordOutputs)).toEqual(folders);
});

it('gives every output files of its own', () => {
  const paths = outputs.map(([, { file }]) => `${file.folder}/${file.stem}.${file.extension}`);
  const links = outputs.map(([, { file }]) => `${file.folder}/${file.link}`);

  expect(new Set(paths).size).toBe(outputs.length);
  expect(new Set(links).size).toBe(outputs.length);
});

it('always writes the alert log, which numbers the alerts, and nothing else unasked', () => {
  const open = outputs.filter(([, output]) => output.open(nothing) !== undefined);

  expect(open.map(([name]) => name)).toEqual(['alert-log']);
});

describe.each(outputs)('%s', (name, output) => {
  it('says in one sentence what it is', () => {
    expect(output.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('writes whole lines of bytes, the same ones for the same verdict', () => {
    const format = formatter(name as keyof typeof recordOutputs);
    fc.assert(
      fc.property(verdicts, (verdict) => {
        const text = format(verdict, '1700000000.5');

        expect(format(verdict, '1700000000.5')).toBe(text);
        expect(text === '' || text.endsWith('\n')).toBe(true);
        // One character per byte, or the positions in the file would be wrong.
        expect(Buffer.from(text, 'latin1').toString('latin1')).toBe(text);
      }),
    );
  });

  it('writes nothing for a record that was dropped', () => {
    const format = formatter(name as keyof typeof recordOutputs);
    const verdict = sampleVerdict({}, {}, { dropped: true, alert: false, rule: undefined });

    expect(format(verdict, '1.1')).toBe('');
  });
});

it.each(['alerts-json', 'archive-json'] as const)('%s is JSON whatever the bytes', (name) => {
  const format = formatter(name);
  fc.assert(
    fc.property(verdicts, (verdict) => {
      const line = Buffer.from(format(verdict, '1700000000.5'), 'latin1');
      const text = line.toString('utf8');

      expect(isUtf8(line)).toBe(true);
      expect(text.indexOf('\n')).toBe(text.length - 1);
      expect(JSON.parse(text)).toBeTypeOf('object');
    }),
  );
});
