import { describe, expect, it } from 'vitest';
import type { FtsPart } from '../event/index.ts';
import { ftsKey, ignoreLine } from './fts-key.ts';
import { eventOf } from './testing/rule-bench.ts';

const event = eventOf({
  decoder: 'sshd',
  id: 'I',
  dstuser: 'U',
  srcuser: 'S',
  srcip: '1.1.1.1',
  dstip: '2.2.2.2',
  data: 'D',
  systemname: 'N',
  location: 'L',
});
const all: readonly FtsPart[] = [
  'name',
  'user',
  'srcip',
  'dstip',
  'id',
  'location',
  'data',
  'system_name',
];

describe('ftsKey', () => {
  it.each<[readonly FtsPart[], string]>([
    [[], 'sshd        '],
    [['name'], 'sshd        '],
    [['user'], 'sshd  U      '],
    [['srcip', 'location'], 'sshd    1.1.1.1    L'],
    [['location', 'srcip'], 'sshd    1.1.1.1    L'],
    [all, 'sshd I U  1.1.1.1 2.2.2.2 D N L'],
  ])('%j: %j', (parts, key) => {
    expect(ftsKey(event, parts)).toBe(key);
  });

  it('leaves unset fields empty', () => {
    expect(ftsKey(eventOf({ decoder: 'd', location: '' }), all)).toBe('d        ');
    expect(ftsKey(eventOf({ location: '' }), all)).toBe('        ');
  });

  it('is 255 bytes at most', () => {
    expect(ftsKey(eventOf({ decoder: 'd', data: 'x'.repeat(999) }), ['data'])).toHaveLength(255);
  });
});

describe('ignoreLine', () => {
  it.each<[readonly FtsPart[], string]>([
    [[], '       '],
    [['name'], 'sshd       '],
    [['user'], '  U     '],
    [['srcip', 'location'], '   1.1.1.1    L'],
    [all, 'sshd I U 1.1.1.1 2.2.2.2 D N L'],
  ])('%j: %j', (parts, line) => {
    expect(ignoreLine(event, parts)).toBe(line);
  });

  it('is 255 bytes at most', () => {
    expect(ignoreLine(eventOf({ data: 'x'.repeat(999) }), ['data'])).toHaveLength(255);
  });
});
