import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  fileBeginMessage,
  fileChunks,
  fileEndMessage,
  mergeFiles,
  parseKeepalive,
} from '../../wire/index.ts';
import { keepaliveText, Orders, products } from './index.ts';

let home = '';
let done: string[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-orders-'));
  done = [];
});

function newOrders(): Orders {
  const note = (text: string): void => {
    done.push(text);
  };
  return new Orders(home, {
    restart: () => note('restart'),
    scan: () => note('scan'),
    execute: (command) => note(`execute ${command}`),
    filesChanged: (names) => note(`files ${names.join(' ')}`),
    warn: (text) => note(`! ${text}`),
  });
}

function say(orders: Orders, ...payloads: readonly (string | Buffer)[]): readonly string[] {
  return payloads.map((one) => orders.take(typeof one === 'string' ? Buffer.from(one) : one));
}

function push(name: string, content: Buffer, md5: string = hash('md5', content, 'hex')) {
  return [fileBeginMessage({ md5, name }), ...fileChunks(content), fileEndMessage];
}

function shared(name: string): string {
  return readFileSync(join(home, 'etc/shared', name), 'latin1');
}

describe('what a server says', () => {
  it.each([
    ['#!-agent ack ', 'ack', []],
    ['#!-syscheck restart', 'order', ['scan']],
    [
      '#!-execd host-deny600 - 192.0.2.1 1.2 5712 (a) b->c -',
      'order',
      ['execute host-deny600 - 192.0.2.1 1.2 5712 (a) b->c -'],
    ],
    ['#!-execd restart-ossec0 - null (from_the_server) (no_rule_id)', 'order', ['restart']],
    ['#!-execd restart-ossecx - null', 'order', ['execute restart-ossecx - null']],
    ['#!-dance', 'order', ['! The server sent a message that this agent does not know.']],
    ['a piece', 'order', ['! The server sent a piece of a file out of place.']],
    ['#!-close file ', 'order', []],
  ])('%s is obeyed', (payload, kind, expected) => {
    expect(say(newOrders(), payload)).toEqual([kind]);
    expect(done).toEqual(expected);
  });
});

describe('files', () => {
  it('are stored when they have the sum that was announced', () => {
    say(newOrders(), ...push('lists.txt', Buffer.from('x\n'.repeat(2000))));

    expect(shared('lists.txt')).toBe('x\n'.repeat(2000));
    expect(done).toEqual(['files lists.txt']);
  });

  it('that are merged come apart', () => {
    const merged = mergeFiles([
      { name: 'agent.conf', content: Buffer.from('<agent_config/>') },
      { name: '../x', content: Buffer.from('y') },
    ]);
    say(newOrders(), ...push('merged.mg', merged));

    expect(shared('agent.conf')).toBe('<agent_config/>');
    expect(shared('-.-x')).toBe('y');
    expect(done).toEqual(['files agent.conf -.-x merged.mg']);
  });

  it('that came damaged leave the old one alone', () => {
    const orders = newOrders();
    say(orders, ...push('a', Buffer.from('old')));
    say(orders, ...push('a', Buffer.from('new'), '0'.repeat(32)));

    expect(shared('a')).toBe('old');
    expect(done.at(-1)).toBe('! Shared file a came damaged; it will be sent again.');
    expect(readdirSync(join(home, 'etc/shared'))).toEqual(['a']);
  });

  it('come between other messages, and not over the end of a connection', () => {
    const orders = newOrders();
    const [begin = '', piece = '', end = ''] = push('a', Buffer.from('text'));
    expect(say(orders, begin, '#!-agent ack ', piece, end)).toContain('ack');
    expect(shared('a')).toBe('text');

    say(orders, begin);
    orders.reset();
    say(orders, piece);
    expect(done.at(-1)).toBe('! The server sent a piece of a file out of place.');
  });

  it('are bounded', () => {
    const orders = newOrders();
    say(orders, fileBeginMessage({ md5: '0'.repeat(32), name: 'a' }));
    const piece = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 17; i++) orders.take(piece);

    expect(done).toEqual([]);
    orders.take(piece);
    expect(done).toEqual(['! The server sent a piece of a file out of place.']);
  });

  it('arrive as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const content = Buffer.from(bytes);
        say(newOrders(), ...push('any', content));
        expect(readFileSync(join(home, 'etc/shared/any')).equals(content)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('keepaliveText', () => {
  const none = new Map<string, number>();

  it('names the system and the shared files that are there, the same each time', () => {
    const bare = parseKeepalive(keepaliveText(home, none));
    expect(bare.system).toMatch(/^Linux \S+ .* - OSSEC HIDS v4\.2\.0$/);
    expect(keepaliveText(home, none, products.own)).toMatch(/ - Tocsin v\S+\nx merged\.mg\n/);
    expect(bare.configMd5).toBeUndefined();
    expect(bare.files).toEqual([{ md5: 'x', name: 'merged.mg' }]);

    say(newOrders(), ...push('merged.mg', Buffer.from('!1 b\nc')));
    mkdirSync(join(home, 'queue/ossec'), { recursive: true });
    writeFileSync(join(home, 'queue/ossec/agent.conf'), 'conf');
    const full = parseKeepalive(keepaliveText(home, none));
    expect(full.configMd5).toBe(hash('md5', 'conf', 'hex'));
    expect(full.files).toEqual([{ md5: hash('md5', '!1 b\nc', 'hex'), name: 'merged.mg' }]);
    expect(keepaliveText(home, none)).toBe(keepaliveText(home, none));
    const waiting = new Map([['spool_bytes', 4096]]);
    expect(parseKeepalive(keepaliveText(home, waiting))).toEqual({ ...full, numbers: waiting });
  });
});
