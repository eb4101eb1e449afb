import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../base/index.ts';
import { blocksOf, parseConfig } from '../parse-config.ts';
import { isListed, remoteSection } from './remote.ts';

function parse(...blocks: readonly string[]) {
  const text = `<ossec_config>${blocks.map((block) => `<remote>${block}</remote>`).join('\n')}</ossec_config>`;
  const { config, diagnostics } = parseConfig([{ path: 'f', text }], [remoteSection]);
  return { values: blocksOf(config, remoteSection), codes: diagnostics.map(({ code }) => code) };
}

describe('<remote>', () => {
  it.each([
    {
      block: '<connection>secure</connection>',
      values: { connection: 'secure', port: 1514, protocol: 'udp', ciphers: 'any', tls: undefined },
    },
    {
      block: '<connection>syslog</connection>',
      values: { connection: 'syslog', port: 514, protocol: 'udp' },
    },
    {
      block: '<connection>syslog</connection><protocol>TCP</protocol>',
      values: { port: 514, protocol: 'tcp' },
    },
    {
      block: '<connection>syslog</connection><protocol>tls</protocol>',
      values: {
        port: 6514,
        protocol: 'tls',
        tls: {
          certificate: 'etc/sslmanager.cert',
          key: 'etc/sslmanager.key',
          authority: undefined,
        },
      },
    },
    {
      block:
        '<connection>syslog</connection><protocol>tls</protocol><tls_cert>a</tls_cert><tls_key>b</tls_key><tls_ca>c</tls_ca>',
      values: { tls: { certificate: 'a', key: 'b', authority: 'c' } },
    },
    {
      block:
        '<connection>secure</connection><port>1515</port><local_ip>::1</local_ip><ipv6>yes</ipv6>',
      values: { port: 1515, localIp: '::1' },
    },
    {
      block: '<connection>secure</connection><crypto_accept>Both</crypto_accept>',
      values: { ciphers: 'any' },
    },
    {
      block: '<connection>secure</connection><crypto_accept>AES</crypto_accept>',
      values: { ciphers: 'aes' },
    },
    {
      block: '<connection>secure</connection><crypto_accept>blowfish</crypto_accept>',
      values: { ciphers: 'blowfish' },
    },
  ])('reads $block', ({ block, values }) => {
    const found = parse(block);
    expect(found.codes).toEqual([]);
    expect(found.values).toMatchObject([values]);
  });

  it('may stand several times', () => {
    const { values } = parse('<connection>secure</connection>', '<connection>syslog</connection>');
    expect(values.map(({ connection }) => connection)).toEqual(['secure', 'syslog']);
  });

  it.each([
    { block: '', code: 'CONFIG_MISSING_OPTION' },
    { block: '<connection>ssh</connection>', code: 'CONFIG_BAD_VALUE' },
    { block: '<connection>secure</connection><port>70000</port>', code: 'CONFIG_BAD_VALUE' },
    { block: '<connection>secure</connection><local_ip>here</local_ip>', code: 'CONFIG_BAD_VALUE' },
    {
      block: '<connection>secure</connection><crypto_accept>des</crypto_accept>',
      code: 'CONFIG_BAD_VALUE',
    },
    { block: '<connection>syslog</connection><protocol>sctp</protocol>', code: 'CONFIG_BAD_VALUE' },
    {
      block: '<connection>syslog</connection><denied-ips>10.0.0.0/33</denied-ips>',
      code: 'CONFIG_BAD_VALUE',
    },
    { block: '<connection>secure</connection><protocol>tcp</protocol>', code: 'CONFIG_NO_EFFECT' },
  ])('tells $code for $block', ({ block, code }) => {
    expect(parse(block).codes).toEqual([code]);
  });
});

it.each([
  { list: [], listed: false },
  { list: ['10.0.0.0/8'], listed: true },
  { list: ['any'], listed: true },
  { list: ['any', '!10.0.0.0/8'], listed: false },
  { list: ['!10.0.0.0/8', 'any'], listed: true },
  { list: ['11.0.0.0/8'], listed: false },
  { list: ['!11.0.0.0/8'], listed: false },
])('10.1.2.3 is listed in $list: $listed', ({ list, listed }) => {
  const elements = list.map((one) => `<allowed-ips>${one}</allowed-ips>`).join('');
  const [values] = parse(`<connection>syslog</connection>${elements}`).values;
  const address = parseAddress('10.1.2.3');
  if (values === undefined || address === undefined) throw new Error('no values');
  expect(isListed(values.allowed, address)).toBe(listed);
});
