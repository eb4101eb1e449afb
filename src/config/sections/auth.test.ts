import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../base/index.ts';
import { authSection, coreSections, parseConfig, valuesOf } from '../index.ts';

function read(inner: string | undefined) {
  const block = inner === undefined ? '<global></global>' : `<auth>${inner}</auth>`;
  const file = { path: 'a', text: `<ossec_config>${block}</ossec_config>` };
  const { config, diagnostics } = parseConfig([file], coreSections);
  return { values: valuesOf(config, authSection), problems: diagnostics.map(formatDiagnostic) };
}

describe('<auth>', () => {
  it.each([undefined, '<disabled>yes</disabled>', '<port>1</port><disabled>yes</disabled>'])(
    'is off with %s',
    (inner) => {
      expect(read(inner)).toEqual({ values: undefined, problems: [] });
    },
  );

  it('asks for a password where it says nothing', () => {
    expect(read('').values).toEqual({
      port: 1515,
      localIp: undefined,
      usePassword: true,
      useSourceIp: false,
      replaceAfterSeconds: undefined,
      ciphers: undefined,
      agentAuthority: undefined,
      certificate: undefined,
      key: undefined,
      at: { file: 'a', line: 1, column: 15 },
    });
  });

  it('says everything', () => {
    const inner =
      '<disabled>no</disabled><port>1600</port><local_ip>192.0.2.1</local_ip>' +
      '<use_password>no</use_password><use_source_ip>yes</use_source_ip>' +
      '<replace_after>3600</replace_after><ciphers>HIGH</ciphers><ssl_agent_ca>ca</ssl_agent_ca>' +
      '<ssl_manager_cert>c</ssl_manager_cert><ssl_manager_key>k</ssl_manager_key>';

    expect(read(inner)).toMatchObject({
      problems: [],
      values: {
        port: 1600,
        localIp: '192.0.2.1',
        usePassword: false,
        useSourceIp: true,
        replaceAfterSeconds: 3600,
        ciphers: 'HIGH',
        agentAuthority: 'ca',
        certificate: 'c',
        key: 'k',
      },
    });
  });

  it.each([
    { inner: '<port>99999</port>', code: 'CONFIG_BAD_VALUE' },
    { inner: '<local_ip>here</local_ip>', code: 'CONFIG_BAD_VALUE' },
    { inner: '<replace_after>soon</replace_after>', code: 'CONFIG_BAD_VALUE' },
    { inner: '<pasword>no</pasword>', code: 'CONFIG_UNKNOWN_OPTION' },
  ])('refuses $inner', ({ inner, code }) => {
    expect(read(inner).problems).toEqual([expect.stringContaining(code)]);
  });
});
