import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a home without a configuration gets: both alert files, all rules of its folder. */
const plainConf = `<ossec_config>
  <global><jsonout_output>yes</jsonout_output></global>
</ossec_config>
`;

/** A copy of an installation's files to run in: the original may be read-only or in use. */
export function benchHome(from: string, conf: string | undefined): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  for (const folder of ['etc', 'rules', 'lists', 'decoders', 'ruleset']) {
    const source = join(from, folder);
    if (existsSync(source))
      cpSync(source, join(home, folder), { recursive: true, dereference: true });
  }
  for (const folder of ['etc', 'rules', 'logs', 'queue']) {
    mkdirSync(join(home, folder), { recursive: true });
    chmodSync(join(home, folder), 0o750);
  }
  const target = join(home, 'etc', 'ossec.conf');
  if (conf !== undefined) cpSync(conf, target);
  else if (!existsSync(target)) writeFileSync(target, plainConf);
  return home;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}
