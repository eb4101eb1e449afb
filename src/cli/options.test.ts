import { describe, expect, it } from 'vitest';
import { UsageError } from './contract.ts';
import { readOptions, refusePositionals } from './options.ts';

const options = {
  home: { type: 'string' },
  json: { type: 'boolean' },
  watch: { type: 'string', multiple: true },
} as const;

describe('readOptions', () => {
  it.each([
    [[], {}, []],
    [['--home', '/x'], { home: '/x' }, []],
    [['--home=/x', 'a'], { home: '/x' }, ['a']],
    [['a', '--json', 'b'], { json: true }, ['a', 'b']],
    [['--watch', 'a', '--watch', 'b'], { watch: ['a', 'b'] }, []],
    [['--', '--json'], {}, ['--json']],
    [['-'], {}, ['-']],
  ])('%j', (args, values, positionals) => {
    const read = readOptions(args, options);
    expect({ ...read.values }).toEqual(values);
    expect(read.positionals).toEqual(positionals);
  });

  it.each([
    [['--hom', '/x'], 'unknown option --hom (did you mean --home?)'],
    [['--zzzzzz'], 'unknown option --zzzzzz'],
    [['-x'], 'unknown option -x'],
    [['--home'], 'argument missing'],
    [['--json=1'], 'does not take an argument'],
    [['--toString'], 'unknown option --toString'],
  ])('refuses %j', (args, says) => {
    expect(() => readOptions(args, options)).toThrow(UsageError);
    expect(() => readOptions(args, options)).toThrow(says);
  });
});

describe('refusePositionals', () => {
  it('takes none and refuses the first of any', () => {
    expect(() => refusePositionals([])).not.toThrow();
    expect(() => refusePositionals(['a', 'b'])).toThrow('unexpected argument "a"');
  });
});
