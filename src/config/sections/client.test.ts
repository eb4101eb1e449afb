import { describe, expect, it } from 'vitest';
import { clientSection, coreSections, parseConfig, valuesOf } from '../index.ts';

function parse(inner: string) {
  const text = `<ossec_config>${inner}</ossec_config>`;
  return parseConfig([{ path: 'ossec.conf', text }], coreSections);
}

describe('client', () => {
  it('keeps servers in the order in which they are written, whatever they are called', () => {
    const { config, diagnostics } = parse(`<client><server-hostname>b.example</server-hostname>
      <server-ip>192.0.2.1</server-ip><server>[2001:db8::1]:99</server><port>1600</port></client>
      <client><server>a:7</server></client>`);

    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, clientSection).servers).toEqual([
      { host: 'b.example', port: 1600 },
      { host: '192.0.2.1', port: 1600 },
      { host: '2001:db8::1', port: 99 },
      { host: 'a', port: 7 },
    ]);
  });

  it("has OSSEC's defaults, and its own where OSSEC has nothing", () => {
    const { config } = parse('<client><server-ip>192.0.2.1</server-ip></client>');

    expect(valuesOf(config, clientSection)).toEqual({
      servers: [{ host: '192.0.2.1', port: 1514 }],
      protocol: 'auto',
      localIp: undefined,
      notifySeconds: 600,
      returnSeconds: 1800,
      profile: '',
      responsesDisabled: false,
      cipher: 'aes',
      spoolMaxBytes: 2 ** 30,
    });
  });

  it('is wrong without a server', () => {
    expect(parse('<client><port>1514</port></client>').diagnostics).toMatchObject([
      { severity: 'error', code: 'CONFIG_MISSING_OPTION', at: { line: 1 } },
    ]);
  });

  it('is not there in a home that is no agent', () => {
    expect(valuesOf(parse('<global></global>').config, clientSection).servers).toEqual([]);
  });
});
