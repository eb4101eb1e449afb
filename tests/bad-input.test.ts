import { beforeAll, describe, expect, it } from 'vitest';
import { build, processesWith, run, writeFiles } from './support/running.ts';
import { tokenConfig, tokenHome } from './support/token-home.ts';

const broken = {
  configuration: {
    'etc/ossec.conf': tokenConfig(['/nowhere'])
      .replace('<logall>yes', '<logal>yes</logal><logall>maybe')
      .replace('<log_format>syslog', '<log_format>sysloog'),
  },
  decoder: {
    'etc/test_decoder.xml':
      '<decoder name="a">\n<regexx>x</regexx>\n<prematch>(((</prematch>\n</decoder>\n',
  },
  rule: {
    'rules/token_rules.xml':
      '<group name="test,">\n<rule id="100100" level="high">\n<mach>x</mach>\n</rule>\n</group>\n',
  },
  xml: { 'rules/token_rules.xml': '<group name="test,">\n<rule id="1" level="3">\n' },
} as const;

const expected = {
  configuration: [
    /ossec\.conf:2:\d+ \S+ .*logall/,
    /ossec\.conf:2:\d+ /,
    /ossec\.conf:8:\d+ .*syslog/,
  ],
  decoder: [/test_decoder\.xml:2:\d+ [A-Z_]+ .*regex/, /test_decoder\.xml:3:\d+ [A-Z_]+ /],
  rule: [/token_rules\.xml:2:\d+ [A-Z_]+ /, /token_rules\.xml:3:\d+ [A-Z_]+ .*match/],
  xml: [/token_rules\.xml:\d+:\d+ [A-Z_]+ /],
} as const;

type Kind = keyof typeof broken;

function homeWith(files: Readonly<Record<string, string>>): string {
  const home = tokenHome(['/nowhere']);
  writeFiles(home, files);
  return home;
}

beforeAll(build, 120_000);

describe.each([
  { name: 'tocsin', args: ['start'] },
  { name: 'ossec-control', args: ['start'] },
  { name: 'ossec-control', args: ['restart'] },
])('$name $args', ({ name, args }) => {
  it.each(Object.keys(broken) as Kind[])('tells every problem of a broken %s', async (kind) => {
    const home = homeWith(broken[kind]);

    const command = run(name, [...args, '--home', home]);
    const status = await command.exited;

    for (const pattern of expected[kind]) expect(command.stderr).toMatch(pattern);
    const places = command.stderr.match(/^\S+:\d+:\d+ .*$/gm) ?? [];
    expect(new Set(places).size).toBe(places.length);
    expect(status).toBe(1);
    expect(processesWith(home)).toEqual([]);
  });

  it('tells the problems of all files at once', async () => {
    const home = homeWith({ ...broken.configuration, ...broken.decoder, ...broken.rule });

    const command = run(name, [...args, '--home', home]);
    await command.exited;

    for (const kind of ['configuration', 'decoder', 'rule'] as const) {
      for (const pattern of expected[kind]) expect(command.stderr).toMatch(pattern);
    }
  });
});
