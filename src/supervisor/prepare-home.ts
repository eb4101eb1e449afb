import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAccount, ownNames, type AccountFiles } from './accounts.ts';
import {
  defaultConfig,
  internalOptions,
  localDecoderExample,
  localInternalOptions,
  localRulesExample,
} from './default-config.ts';
import { chooseSources, type MachineFacts } from './default-sources.ts';
import { HomeError } from './home-error.ts';
import { homeFolders, type HomeFolder } from './home-layout.ts';

/** The folder of decoders and rules that belongs to this product tree. */
export const shippedRuleset = fileURLToPath(new URL('../../ruleset', import.meta.url));

export interface HomeOptions {
  readonly isRoot: boolean;
  readonly machine: MachineFacts;
  readonly ruleset?: string;
  /** Where the system's users stand; tests name other files. */
  readonly accounts?: AccountFiles;
}

/** Creates what is missing in a home and touches nothing else; answers what it created. */
export function prepareHome(home: string, options: HomeOptions): readonly string[] {
  const created: string[] = [];
  const own = ownersFor(options);
  try {
    for (const folder of homeFolders) {
      const mode = options.isRoot ? folder.rootMode : folder.userMode;
      if (!makeFolder(join(home, folder.path), mode)) continue;
      own(join(home, folder.path), folder.owner);
      created.push(folder.path);
    }
    for (const [path, text] of defaultFiles(options.machine)) {
      if (!makeFile(join(home, path), text)) continue;
      own(join(home, path), 'root');
      created.push(path);
    }
    linkRuleset(join(home, 'ruleset'), options.ruleset ?? shippedRuleset);
  } catch (error) {
    throw new HomeError('HOME_UNUSABLE', home, { cause: error });
  }
  return created;
}

/** Gives what root creates to the users that OSSEC's installer makes, where there are some. */
function ownersFor({ isRoot, accounts }: HomeOptions) {
  const { user, group, gatewayUser } = ownNames;
  const of = (name: string) => (isRoot ? findAccount(name, group, accounts) : undefined);
  const users = { root: of('root'), user: of(user), gatewayUser: of(gatewayUser) };
  return (path: string, owner: HomeFolder['owner']): void => {
    const account = users[owner];
    if (account !== undefined) chownSync(path, account.uid, account.gid);
  };
}

function defaultFiles(machine: MachineFacts): readonly (readonly [string, () => string])[] {
  return [
    ['etc/ossec.conf', () => defaultConfig(chooseSources(machine))],
    ['etc/local_decoder.xml', () => localDecoderExample],
    ['etc/internal_options.conf', () => internalOptions],
    ['etc/local_internal_options.conf', () => localInternalOptions],
    ['rules/local_rules.xml', () => localRulesExample],
  ];
}

function makeFolder(path: string, mode: number): boolean {
  if (existsSync(path)) return false;
  makeParents(path);
  chmodSync(path, mode); // Unlike mkdir's mode, this one is not cut by the umask.
  return true;
}

/** One folder at a time: a recursive mkdir tells a read-only disk as a missing folder. */
function makeParents(path: string): void {
  if (existsSync(path)) return;
  makeParents(dirname(path));
  mkdirSync(path);
}

function makeFile(path: string, text: () => string): boolean {
  try {
    writeFileSync(path, text(), { flag: 'wx', mode: 0o640 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Follows the product when it moved or was upgraded; a real folder there is the user's own. */
function linkRuleset(path: string, target: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === false) return;
  if (found !== undefined) {
    if (readlinkSync(path) === target) return;
    unlinkSync(path);
  }
  symlinkSync(target, path);
}

/** Asks this machine. */
export const thisMachine: MachineFacts = {
  get journal() {
    return existsSync('/run/systemd/journal/socket') && onPath('journalctl');
  },
  exists: (path) => existsSync(path),
  readable: (path) => allows(path, constants.R_OK),
};

function onPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.some((folder) => allows(join(folder || '.', program), constants.X_OK));
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
