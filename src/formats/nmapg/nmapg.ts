import { singleLineFramer } from '../single-line.ts';
import type { LineFormat } from '../format.ts';

const MAX_PORTS = 4096;

/** `Host: 10.0.0.1 (name)<TAB>Ports: 22/open/tcp//ssh///, …` as host information. */
function hostInformation(line: string): string | undefined {
  const found = /^(?<host>Host: [^\t]+)\t+Ports: (?<ports>[^\t]*)/.exec(line)?.groups;
  if (found?.['host'] === undefined || found['ports'] === undefined) return undefined;
  const open: string[] = [];
  for (const entry of found['ports'].split(',').slice(0, MAX_PORTS)) {
    const [port = '', state = '', protocol = ''] = entry.trim().split('/');
    if (/^\d+$/.test(port) && state !== 'closed' && state !== 'filtered') {
      open.push(` ${port}(${protocol})`);
    }
  }
  return `${found['host'].trimEnd()}, open ports:${open.join('')}`;
}

const framer = singleLineFramer('3', hostInformation);

export const nmapg: LineFormat = {
  kind: 'lines',
  summary: 'Open ports per host from the grepable output of nmap.',
  prepare: (option) => (option === '' ? framer : undefined),
};
