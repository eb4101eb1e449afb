import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepaliveMessage, keepaliveTitle, numberLines, parseKeepalive } from './index.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const other = '0cc175b9c0f1b6a831c399e269772661';
const system = 'Linux web 6.1 #1 x86_64 - OSSEC HIDS v4.2.0';

describe('keepaliveMessage', () => {
  it('has the lines of OSSEC', () => {
    const parts = { system, configMd5: md5, mergedMd5: other, filler: 'abc' };

    expect(keepaliveMessage(parts)).toBe(`#!-${system} / ${md5}\n${other} merged.mg\n\nabc`);
  });

  it('tells that nothing is there', () => {
    const parts = { system, configMd5: undefined, mergedMd5: undefined, filler: '' };

    expect(keepaliveMessage(parts)).toBe(`#!-${system}\nx merged.mg\n\n`);
  });

  it('fits 1024 bytes and one line whatever the system is called', () => {
    const parts = {
      system: `a\nb${'c'.repeat(2000)}`,
      configMd5: md5,
      mergedMd5: md5,
      filler: 'x'.repeat(2000),
    };
    const message = keepaliveMessage(parts);

    expect(message).toHaveLength(1024);
    expect(parseKeepalive(message)).toMatchObject({
      configMd5: md5,
      files: [{ md5, name: 'merged.mg' }],
    });
    expect(parseKeepalive(message).system).toHaveLength(511);
  });
});

describe('parseKeepalive', () => {
  it('reads what was written', () => {
    const sums = fc.constantFrom(undefined, md5, other);
    fc.assert(
      fc.property(
        sums,
        sums,
        fc.stringMatching(/^[ -~]{0,40}$/),
        (configMd5, mergedMd5, filler) => {
          const message = keepaliveMessage({ system, configMd5, mergedMd5, filler });
          const files = [{ md5: mergedMd5 ?? 'x', name: 'merged.mg' }];
          expect(parseKeepalive(message)).toMatchObject({ system, configMd5, files });
        },
      ),
    );
  });

  it.each([
    {
      what: 'a Windows agent, which adds nothing',
      text: `#!-Microsoft Windows - OSSEC HIDS v4.2.0\n${md5} merged.mg\n`,
      files: ['merged.mg'],
    },
    {
      what: 'an old agent, which names each file',
      text: `#!-${system}\n${md5} a.txt\n${other} agent.conf\n`,
      files: ['a.txt', 'agent.conf'],
    },
    {
      what: 'a filler that looks like a file',
      text: `#!-${system}\n${md5} merged.mg\n\n${md5} evil\n`,
      files: ['merged.mg'],
    },
    {
      what: 'a filler without its empty line',
      text: `#!-${system}\n${md5} merged.mg\n${md5} evil\n`,
      files: ['merged.mg'],
    },
    { what: 'lines that are none', text: `#!-${system}\nxyz merged.mg\n${md5} a\n`, files: [] },
    { what: 'a title alone', text: `#!-${system}`, files: [] },
    { what: 'nothing', text: '#!-', files: [] },
  ])('reads $what', ({ text, files }) => {
    expect(parseKeepalive(text).files.map(({ name }) => name)).toEqual(files);
  });

  it('takes a limited number of files', () => {
    const text = `#!-x\n${`${md5} a\n`.repeat(2000)}`;

    expect(parseKeepalive(text).files).toHaveLength(256);
  });

  it('answers for any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseKeepalive(`#!-${text}`)));
  });

  it('has a title', () => {
    expect(keepaliveTitle(`#!-${system} / ${md5}\nrest`)).toBe(`${system} / ${md5}`);
    expect(keepaliveTitle('#!-agent startup ')).toBe('agent startup ');
  });
});

describe('numbers behind a keepalive', () => {
  const parts = { system, configMd5: undefined, mergedMd5: md5 };

  it('are read as they were written', () => {
    const numbers = new Map([
      ['spool_bytes', 12],
      ['lag_seconds', 0],
    ]);
    const message = keepaliveMessage({ ...parts, filler: numberLines(numbers) });

    expect(parseKeepalive(message).numbers).toEqual(numbers);
  });

  it.each([
    { filler: '', count: 0 },
    // Letters of chance, as OSSEC's agents add them.
    { filler: "a[x]=;'.,/?!@#$%^&*()_+-", count: 0 },
    { filler: 'a:1\nB:2\nc:x\nd:-1\ne:1e9\nf:1234567890123456', count: 1 },
    { filler: 'a:1\n'.repeat(50), count: 1 },
    { filler: Array.from({ length: 20 }, (_, i) => `${'x'.repeat(i + 1)}:1\n`).join(''), count: 8 },
  ])('are $count in $filler', ({ filler, count }) => {
    expect(parseKeepalive(keepaliveMessage({ ...parts, filler })).numbers.size).toBe(count);
  });
});
