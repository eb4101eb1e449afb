import { describe, expect, it } from 'vitest';
import { staticFields } from '../event/index.ts';
import { parseFts } from './fts.ts';
import { orderWords, parseOrder } from './order.ts';

/** Fields as `static` or `"dynamic"`, or why there are none. */
function order(text: string, limit = 256): string {
  const result = parseOrder(text, limit);
  if (!result.ok) return `! ${result.reason}`;
  return result.targets
    .map((one) => (one.kind === 'static' ? one.field : JSON.stringify(one.name)))
    .join(' ');
}

describe('parseOrder', () => {
  it.each([
    ['srcip', 'srcip'],
    ['srcip,dstip', 'srcip dstip'],
    ['srcip, dstip', 'srcip dstip'],
    ['  srcip  ,  dstip  ', 'srcip dstip'],
    ['user, srcuser, dstuser', 'dstuser srcuser dstuser'],
    ['data, extra_data', 'data data'],
    ['system_name', 'systemname'],
    ['filename, my_filename_2', 'filename filename'],
    ['protocol, action, id, url, status', 'protocol action id url status'],
    ['srcport, dstport', 'srcport dstport'],
    ['SrcIP', '"SrcIP"'],
    ['http.method', '"http.method"'],
    [' color', '"color"'],
    ['srcip,\ndstip', 'srcip "\\ndstip"'],
    ['srcip\t', '"srcip\\t"'],
    ['toString, __proto__', '"toString" "__proto__"'],
    ['', '! a field name is empty'],
    ['srcip,', '! a field name is empty'],
    ['srcip,,dstip', '! a field name is empty'],
    [' ', '! a field name is empty'],
  ])('%j gives %s', (text, expected) => {
    expect(order(text)).toBe(expected);
  });

  it('has a limit of its own and one that is configured', () => {
    const names = (count: number): string => Array.from({ length: count }, () => 'id').join(',');
    expect(order(names(8), 8)).not.toContain('!');
    expect(order(names(9), 8)).toBe('! more than 8 fields');
    expect(order(names(1025), 5000)).toBe('! more than 1024 fields');
  });

  it('knows only fields that events have', () => {
    for (const word of orderWords) {
      const result = parseOrder(word, 256);
      const [target] = result.ok ? result.targets : [];
      expect(target?.kind).toBe('static');
      if (target?.kind === 'static') expect(staticFields).toContain(target.field);
    }
  });

  it('keeps the labels of the log tester', () => {
    const result = parseOrder('protocol, data, system_name, user', 256);
    expect(result.ok && result.targets.map(({ label }) => label)).toEqual([
      'proto',
      'extra_data',
      'system_name',
      'dstuser',
    ]);
  });
});

describe('parseFts', () => {
  it.each([
    ['name', 'name'],
    ['name,user,srcip,dstip', 'name user srcip dstip'],
    [' name , location ', 'name location'],
    ['srcuser', 'user'],
    ['dstuser', 'user'],
    ['id, data, system_name', 'id data system_name'],
    ['user,user', 'user'],
    ['color', '! color'],
    ['name,', '! '],
    ['', '! '],
    ['id,id,id,id,id,id,id,id,srcip', '! srcip'],
  ])('%j gives %s', (text, expected) => {
    const result = parseFts(text);
    expect(result.ok ? result.parts.join(' ') : `! ${result.word}`).toBe(expected);
  });
});
