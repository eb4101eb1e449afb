import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeWhole } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-whole-'));
const path = join(root, 'file');
const nobody = 65_534;
const module = JSON.stringify(`${import.meta.dirname}/write-whole.ts`);

afterAll(() => rmSync(root, { recursive: true, force: true }));

function writeAsNobody(content: string): number | null {
  const script = `import(${module}).then((m) => m.writeWhole('${path}', '${content}', 0o640))`;
  return spawnSync(process.execPath, ['-e', script], { uid: nobody, gid: nobody }).status;
}

describe('writeWhole', () => {
  it.each(['', 'one', 'a longer text'])('leaves %j and nothing else', (content) => {
    writeWhole(path, content, 0o640);

    expect(readFileSync(path, 'latin1')).toBe(content);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(root)).toEqual(['file']);
  });

  it.runIf(process.geteuid?.() === 0)(
    'writes a file of its own in a folder of somebody else, and no other',
    () => {
      writeFileSync(path, 'a longer text');
      chmodSync(root, 0o755);

      expect(writeAsNobody('one')).not.toBe(0);
      expect(readFileSync(path, 'latin1')).toBe('a longer text');
      chownSync(path, nobody, nobody);
      expect(writeAsNobody('one')).toBe(0);
      expect(readFileSync(path, 'latin1')).toBe('one');
      expect(writeAsNobody('two longer texts')).toBe(0);
      expect(readFileSync(path, 'latin1')).toBe('two longer texts');
    },
  );
});
