import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { HostInfo } from './host-info.ts';

function told(info: HostInfo, log: string): string | undefined {
  const event = new Event(0, '3', 'nmap', log);
  return info.decode(event) ? event.decoder : undefined;
}

describe('host information', () => {
  it('tells new hosts, then changes, and stays silent about what it knows', () => {
    const info = new HostInfo();
    const answers = [
      'Host: 10.0.0.1 (web), open ports: 22(tcp) 80(tcp)',
      'Host: 10.0.0.1 (web), open ports: 22(tcp) 80(tcp)',
      'Host: 10.0.0.1 (other), open ports: 22(tcp) 80(tcp)',
      'Host: 10.0.0.1 (web), open ports: 22(tcp)',
      'Host: 10.0.0.1 (web), open ports: 22(tcp) 80(tcp)',
      'Host: 10.0.0.2, open ports: 22(tcp)',
    ].map((log) => told(info, log));
    const [fresh, changed] = ['hostinfo_new', 'hostinfo_modified'];
    expect(answers).toEqual([fresh, undefined, undefined, changed, undefined, fresh]);
  });

  it.each(['', 'Host:', 'Host: 10.0.0.1 open', 'host: 10.0.0.1, x', 'Host: (x), y'])(
    'takes no %j for host information',
    (log) => {
      expect(told(new HostInfo(), log)).toBeUndefined();
    },
  );

  it('keeps what it knows over a snapshot', () => {
    const first = new HostInfo();
    told(first, 'Host: 10.0.0.1, open ports: 22(tcp)');
    const second = new HostInfo();
    second.restore(structuredClone(first.snapshot()));
    expect(told(second, 'Host: 10.0.0.1, open ports: 22(tcp)')).toBeUndefined();
    expect(told(second, 'Host: 10.0.0.1, open ports: 23(tcp)')).toBe('hostinfo_modified');
  });
});

describe('what was refused or forgotten', () => {
  it('is counted', () => {
    const info = new HostInfo();
    told(info, 'no host at all');
    for (let i = 0; i <= 50_000; i++)
      told(info, `Host: 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}, x`);

    expect([info.malformed, info.evicted]).toEqual([1, 1]);
    expect(told(info, 'Host: 10.0.0.0, x')).toBe('hostinfo_new');
    expect(told(info, 'Host: 10.0.0.2, x')).toBeUndefined();
  });
});
