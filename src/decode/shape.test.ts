import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { predecode } from './index.ts';
import { DecoderMachine } from './decode.ts';
import { loadText } from './testing/decoder-bench.ts';

const machine = new DecoderMachine(
  loadText(`
    <decoder name="dynamic"><prematch>^dyn</prematch><regex>(\\w+) (\\w+)</regex><order>x, srcip</order></decoder>
    <decoder name="alert"><prematch>Alert Level</prematch><plugin_decoder>OSSECAlert_Decoder</plugin_decoder></decoder>
    <decoder name="pf"><prematch>match\\)</prematch><plugin_decoder>PF_Decoder</plugin_decoder></decoder>
    <decoder name="wall"><prematch>pri=</prematch><plugin_decoder>SonicWall_Decoder</plugin_decoder></decoder>
    <decoder name="web"><prematch>,10=</prematch><plugin_decoder>SymantecWS_Decoder</plugin_decoder></decoder>
    <decoder name="named"><program_name/><regex>(\\w+)</regex><order>id</order></decoder>`).tree,
);

// Speed depends on it: an object whose shape changes is slow everywhere from then on.
describe('events keep one shape', () => {
  const shape = Object.keys(new Event(0, '1', 'x', 'y'));
  it.each([
    'plain',
    'dyn one two',
    'dyn caf\xe9 x',
    'ossec: Alert Level: 3; Rule: 5 - x; Location: y; srcip: 1.2.3.4; user: bob; log',
    'rule 1/(match) pass in on em0: 10.0.0.1.5 > 10.0.0.2.80: udp 2',
    'pri=6 c=32 m=97 src=1.2.3.4:5:x dst=6.7.8.9:10:y proto=tcp result=4 dstname=x arg=/',
    'x,10=bob,11=1.2.3.4,60=http://x,3=4',
    'Dec 29 10:00:01 host prog[1]: hello',
    'Dec 29 10:00:01 host auth|security:info prog said',
    '[Time 2006.12.28 15:53:55 UTC] [Sender sshd] [Message x] [Host mac]',
    '1140804070.368  11623 192.168.0.1 TCP_MISS/200 x',
  ])('%j', (text) => {
    const record = { queue: '1', location: 'x', text, timeMs: 0, origin: undefined } as const;
    const event = predecode(record, 'manager');
    if (event === undefined) throw new Error('refused');
    machine.decode(event, undefined);
    expect(Object.keys(event)).toEqual(shape);
  });
});

describe('what an event is made of', () => {
  it.each<[name: string, text: string, fullLog: string, ascii: boolean]>([
    ['nothing', '', '', true],
    ['tabs', 'a\tb', 'ab', true],
    ['line ends', 'a\r\nb\n', 'ab', true],
    ['escapes', '\x1b[31mred\x7f', '[31mred', true],
    [
      'every control character',
      `a${String.fromCharCode(...Array.from({ length: 31 }, (_, i) => i + 1))}b`,
      'ab',
      true,
    ],
    ['zeros', 'a\0b', 'a b', true],
    ['blanks', '  a  ', '  a  ', true],
    ['UTF-8', 'caf\xc3\xa9', 'caf\xc3\xa9', false],
    ['other bytes', '\x80\xff', '\x80\xff', false],
    ['controls beside UTF-8', '\tcaf\xc3\xa9', 'caf\xc3\xa9', false],
    ['a header behind a control', '\nDec 29 10:00:01 h p: x', 'Dec 29 10:00:01 h p: x', true],
  ])('%s', (_, text, fullLog, ascii) => {
    const record = { queue: '2', location: 'loc', text, timeMs: 7, origin: undefined } as const;
    expect(predecode(record, 'manager')).toMatchObject({
      fullLog,
      ascii,
      queue: '2',
      location: 'loc',
      timeMs: 7,
    });
  });

  it('is beyond ASCII when its location is', () => {
    const record = {
      queue: '1',
      location: '/caf\xe9',
      text: 'x',
      timeMs: 0,
      origin: undefined,
    } as const;
    expect(predecode(record, 'manager')?.ascii).toBe(false);
  });
});
