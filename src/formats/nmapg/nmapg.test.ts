import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

it.each([
  [
    'Host: 10.0.0.1 (gw)\tPorts: 22/open/tcp//ssh///, 53/open/udp//domain///\tIgnored State: x\n',
    ['Host: 10.0.0.1 (gw), open ports: 22(tcp) 53(udp)'],
  ],
  [
    'Host: 10.0.0.1 ()\tPorts: 22/open/tcp//, 23/closed/tcp//\n',
    ['Host: 10.0.0.1 (), open ports: 22(tcp)'],
  ],
  ['Host: 10.0.0.1 ()\tPorts: \n', ['Host: 10.0.0.1 (), open ports:']],
  ['Host: 10.0.0.1 ()\tStatus: Up\n', []],
  ['# Nmap 7.93 scan\n', []],
  ['Host: 10.0.0.1 ()\tPorts: /open/, x/open/tcp\n', ['Host: 10.0.0.1 (), open ports:']],
  ['', []],
])('%j', (bytes, expected) => {
  expect(texts('nmapg', bytes)).toEqual(expected);
});

it('is host information', () => {
  expect(frame('nmapg', 'Host: a ()\tPorts: 1/open/tcp\n').records).toMatchObject([{ queue: '3' }]);
});
