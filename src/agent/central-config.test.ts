import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { localfileSection } from '../collect/index.ts';
import { blocksOf, coreSections } from '../config/index.ts';
import { readCentralConfig, refusalText, rememberCentral } from './central-config.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-central-'));
const facts = { name: 'web01', os: 'Linux', profiles: '' };
const options = { sections: [...coreSections, localfileSection], remoteCommands: false };
let count = 0;
let home = '';

beforeEach(() => {
  home = join(root, String(++count));
  mkdirSync(join(home, 'etc/shared'), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function push(text: string): void {
  writeFileSync(join(home, 'etc/shared/agent.conf'), text);
}

function source(path: string, attributes = ''): string {
  const format = '<log_format>syslog</log_format>';
  return `<agent_config${attributes}><localfile>${format}<location>${path}</location></localfile></agent_config>`;
}

const broken = '<agent_config><localfile></localfile>\n<odd/></agent_config>';

function read() {
  const central = readCentralConfig(home, facts, options);
  const files = blocksOf(central.config, localfileSection).map(({ location }) => location);
  return { central, files };
}

describe('readCentralConfig', () => {
  it('wants nothing where no file came', () => {
    expect(read()).toEqual({
      central: { config: { blocks: new Map() }, diagnostics: [], text: undefined, refused: [] },
      files: [],
    });
  });

  it('has what is for this agent', () => {
    push(source('/a', ' name="web"') + source('/b', ' name="db"'));

    expect(read().files).toEqual(['/a']);
  });

  it('has nothing of a file with mistakes, and tells them as warnings', () => {
    push(source('/a') + broken);
    const { central, files } = read();

    expect(files).toEqual([]);
    expect(central.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning CONFIG_MISSING_OPTION',
      'warning CONFIG_UNKNOWN_SECTION',
    ]);
    expect(refusalText(central)).toBe(
      'ossec: Shared configuration refused: 2 errors in agent.conf, ' +
        'the first in line 1: CONFIG_MISSING_OPTION.',
    );
  });

  it('goes on with the version that was in use, also after a restart', () => {
    push(source('/good'));
    rememberCentral(home, read().central);
    push(broken);

    expect(read().files).toEqual(['/good']);
    rememberCentral(home, read().central);
    expect(read().files).toEqual(['/good']);
    push(source('/better'));
    expect(read().files).toEqual(['/better']);
    expect(refusalText(read().central)).toBeUndefined();
  });

  it('forgets the version before when the file is gone', () => {
    push(source('/good'));
    rememberCentral(home, read().central);
    rmSync(join(home, 'etc/shared/agent.conf'));
    rememberCentral(home, read().central);

    expect(existsSync(join(home, 'queue/ossec/agent.conf'))).toBe(false);
    push(broken);
    expect(read().files).toEqual([]);
  });

  it('does not trust a version that has become wrong', () => {
    push(source('/good'));
    rememberCentral(home, read().central);
    expect(readFileSync(join(home, 'queue/ossec/agent.conf'), 'utf8')).toContain('/good');
    writeFileSync(join(home, 'queue/ossec/agent.conf'), broken);
    push(broken);

    expect(read().files).toEqual([]);
  });

  it('takes a file that cannot be read as one with mistakes', () => {
    mkdirSync(join(home, 'etc/shared/agent.conf'));
    const { central, files } = read();

    expect(files).toEqual([]);
    expect(central.diagnostics).toMatchObject([{ severity: 'warning', code: 'CONFIG_UNREADABLE' }]);
  });
});
