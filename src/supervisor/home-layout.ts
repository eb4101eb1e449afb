export interface HomeFolder {
  readonly path: string;
  /** Permission when root owns the home and needs none to write. */
  readonly rootMode: number;
  /** Permission when the home belongs to the user who runs everything. */
  readonly userMode: number;
  /** Whose it is in a home of root, where the system has OSSEC's users. */
  readonly owner: 'root' | 'user' | 'gatewayUser';
}

/** The folders of a home, parents first. Modes are those that OSSEC's installer gives. */
export const homeFolders: readonly HomeFolder[] = [
  fixed(''),
  fixed('bin'),
  fixed('etc'),
  shared('etc/shared'),
  fixed('rules'),
  written('logs'),
  written('logs/alerts'),
  written('logs/archives'),
  written('logs/firewall'),
  fixed('queue'),
  shared('queue/alerts'),
  written('queue/journal'),
  written('queue/ossec'),
  written('queue/spool'),
  written('queue/fts'),
  written('queue/diff'),
  shared('queue/agent-info', 'gatewayUser'),
  shared('queue/rids', 'gatewayUser'),
  written('stats'),
  fixed('var'),
  shared('var/run'),
  { path: 'tmp', rootMode: 0o1550, userMode: 0o1750, owner: 'root' },
];

/** Only root changes what is in it. */
function fixed(path: string): HomeFolder {
  return { path, rootMode: 0o550, userMode: 0o750, owner: 'root' };
}

/** The running program writes in it. */
function written(path: string): HomeFolder {
  return { path, rootMode: 0o750, userMode: 0o750, owner: 'user' };
}

/** Several of its processes do. */
function shared(path: string, owner: HomeFolder['owner'] = 'root'): HomeFolder {
  return { path, rootMode: 0o770, userMode: 0o770, owner };
}
