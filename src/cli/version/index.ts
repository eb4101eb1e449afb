import { brand } from '../../base/index.ts';
import type { Command } from '../contract.ts';
import { readOptions, refusePositionals } from '../options.ts';

export const version: Command = {
  name: 'version',
  summary: 'Print the version and the runtime.',
  usage: 'usage: tocsin version',
  async run(args, io) {
    refusePositionals(readOptions(args, {}).positionals);
    io.stdout.write(`${brand.name} ${brand.version} (Node.js ${process.versions.node})\n`);
    return 0;
  },
};
