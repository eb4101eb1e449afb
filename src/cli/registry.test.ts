import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commandOfLauncher, commands } from './registry.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${here}${entry.name}/index.ts`))
  .map((entry) => entry.name)
  .sort();

it('registers every folder, in alphabetical order', () => {
  expect(Object.keys(commands)).toEqual(folders);
});

it.each(Object.entries(commands))('%s loads and describes itself', async (name, entry) => {
  const command = await entry.load();

  expect(command.name).toBe(name);
  expect(command.summary).toBe(entry.summary);
  expect(command.usage).toMatch(/^usage: /);
  expect(command.usage).not.toMatch(/\n$/);
});

it.each(Object.entries(commands).filter(([, { launcher }]) => launcher !== undefined))(
  '%s has its launcher in bin/',
  (name, { launcher = '' }) => {
    expect(existsSync(`${here}../../bin/${launcher}`)).toBe(true);
    expect(commandOfLauncher(launcher)).toBe(name);
  },
);

it('leaves a launcher nobody registered to the command line', () => {
  expect(commandOfLauncher('tocsin')).toBeUndefined();
});
