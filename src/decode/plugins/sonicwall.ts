import type { DecoderType, Event } from '../../event/index.ts';

const head = /pri=(\d) c=(\d+) m=(\d+) /;
const addresses = /src=([^ :]*):(\d*):[^ ]* dst=([^ :]*):(\d*):?[^ ]* ?/;
const webTarget = /result=(\d+) dstname=(\S+) arg=(\S*)$/;

const byMessage: Readonly<Record<string, readonly [DecoderType, string | undefined]>> = {
  98: ['firewall', 'pass'],
  597: ['firewall', 'pass'],
  598: ['firewall', 'pass'],
  36: ['firewall', 'drop'],
  37: ['firewall', 'drop'],
  38: ['firewall', 'drop'],
  173: ['firewall', 'drop'],
  174: ['firewall', 'drop'],
  537: ['firewall', 'close'],
  97: ['squid', undefined],
};

/** SonicWall's `key=value` messages; the message number decides what kind of event it is. */
export function decodeSonicWall(event: Event): void {
  event.decoderType = 'syslog';
  const found = head.exec(event.log);
  if (found === null) return;
  const [text, priority, category, message = ''] = found;
  event.status = priority;
  event.id = message;
  const rest = event.log.slice(found.index + text.length);
  readAddresses(event, rest);
  if (category === '32') {
    event.decoderType = 'ids';
    return;
  }
  const meaning = byMessage[message];
  if (meaning === undefined) return;
  event.decoderType = meaning[0];
  if (meaning[1] !== undefined) {
    event.action = meaning[1];
    return;
  }
  const web = webTarget.exec(rest);
  if (web === null) return;
  event.id = web[1];
  event.url = `${web[2]}${web[3]}`;
}

function readAddresses(event: Event, rest: string): void {
  const found = addresses.exec(rest);
  if (found === null) return;
  [, event.srcip, event.srcport, event.dstip, event.dstport] = found;
  const protocol = /^proto=([A-Za-z0-9/_-]{1,6})/.exec(rest.slice(found.index + found[0].length));
  const name = protocol?.[1]?.split('/')[0];
  if (name !== undefined && name !== '') event.protocol = name;
}
