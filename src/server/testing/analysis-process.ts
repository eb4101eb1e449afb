import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { AnalysisMessage } from '../messages.ts';

const entry = fileURLToPath(new URL('../analysis-main.ts', import.meta.url));

export const conf = `<ossec_config>
  <global><logall>yes</logall><jsonout_output>yes</jsonout_output></global>
  <rules><decoder>etc/decoder.xml</decoder><include>test_rules.xml</include></rules>
</ossec_config>
`;

export const decoders = `<decoder name="prog"><program_name>^prog</program_name></decoder>
<decoder name="prog-user">
  <parent>prog</parent><regex>user (\\S+)</regex><order>user</order>
</decoder>
`;

export const root = '<rule id="1" level="0" noalert="1"><category>syslog</category></rule>';

export const rules = `<group name="test,">
  ${root}
  <rule id="100001" level="5"><decoded_as>prog</decoded_as><description>One</description></rule>
  <rule id="100002" level="8" frequency="1000" timeframe="600">
    <if_matched_sid>100001</if_matched_sid><description>Many</description>
  </rule>
</group>
`;

/** The files that analysis reads; `changes` replaces some of them. */
export async function writeFiles(home: string, changes: Readonly<Record<string, string>> = {}) {
  const files = {
    'etc/ossec.conf': conf,
    'etc/decoder.xml': decoders,
    'rules/test_rules.xml': rules,
    ...changes,
  };
  for (const folder of ['etc', 'rules', 'logs']) {
    await mkdir(join(home, folder), { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
}

/** The analysis process as its supervisor runs it. */
export class AnalysisProcess {
  readonly child: ChildProcess;
  readonly told: AnalysisMessage[] = [];
  readonly #exited: Promise<unknown[]>;

  constructor(home: string) {
    this.child = fork(entry, [home], { cwd: home, execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
    this.child.on('message', (message) => this.told.push(message as AnalysisMessage));
    this.#exited = once(this.child, 'exit');
  }

  /** The first message of a kind, as soon as there is one. */
  async heard<Kind extends AnalysisMessage['kind']>(kind: Kind) {
    const find = (): AnalysisMessage | undefined => this.told.find((one) => one.kind === kind);
    await expect.poll(find, { interval: 5 }).toBeDefined();
    return find() as Extract<AnalysisMessage, { kind: Kind }>;
  }

  /** Its exit status; null when a signal ended it. */
  async exit(): Promise<number | null> {
    const [status] = await this.#exited;
    return status as number | null;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return await this.exit();
  }
}
