import { Buffer } from 'node:buffer';
import { PassThrough, Readable } from 'node:stream';
import { runCommand } from '../../src/cli/run-command.ts';

export interface Answer {
  readonly status: number;
  /** One character per byte. */
  readonly out: string;
  readonly err: string;
}

/** Runs a command within this process; `input` holds one character per byte. */
export async function command(
  launcher: string,
  args: readonly string[],
  input = '',
  cwd = '/',
): Promise<Answer> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [collected(stdout), collected(stderr)];
  const status = await runCommand(launcher, args, {
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input, 'latin1')]),
    stdout,
    stderr,
    env: {},
    cwd,
    isTerminal: false,
    columns: () => 80,
  });
  stdout.end();
  stderr.end();
  return { status, out: await out, err: await err };
}

async function collected(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) text += chunk.toString('latin1');
  return text;
}

/** The files of a small stock installation, for commands that only look at decoders and rules. */
export const doorHome: Readonly<Record<string, string>> = {
  'etc/decoder.xml': `
<decoder name="door"><program_name>^door$</program_name></decoder>
<decoder name="door-key"><parent>door</parent><prematch>^wrong key </prematch>
  <regex offset="after_prematch">^by (\\S+) from (\\S+)</regex><order>user, srcip</order></decoder>
<decoder name="bell"><prematch>^ring </prematch></decoder>`,
  'rules/base_rules.xml': `
<group name="base,"><rule id="1" level="0" noalert="1"><category>syslog</category>
  <description>All logs.</description></rule></group>
<group name="door,">
  <rule id="200" level="0"><decoded_as>door</decoded_as><description>Door.</description></rule>
  <rule id="201" level="5"><if_sid>200</if_sid><match>^wrong key</match>
    <description>Door: wrong key.</description><info type="link">http://door</info></rule>
  <rule id="202" level="10" frequency="1" timeframe="60"><if_matched_sid>201</if_matched_sid>
    <same_source_ip /><description>Door: many wrong keys.</description></rule>
</group>`,
};

export function doorLine(user: string, address = '192.0.2.7'): string {
  return `Nov 24 04:00:00 house door[7]: wrong key by ${user} from ${address}`;
}
