import type { Random } from './random.ts';

const hostRoles = ['web', 'db', 'mail', 'app', 'gate', 'files', 'build', 'node'] as const;
const firstNames = (
  'ada ben cleo dario edda finn gwen hugo ines jona kaja lars mona nils olga pia quinn rosa sven ' +
  'tess udo vera wim xenia yara zeno'
).split(' ');
const words =
  'index about cart login search news images style main help faq team jobs blog list item'.split(
    ' ',
  );
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
  'curl/8.5.0',
] as const;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** 2026-11-24 08:00:00 UTC; only its written form matters. */
const startMs = 1_795_507_200_000;
const eventsPerSecond = 500;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The hosts, people and addresses that the lines of a corpus speak of, and its time. */
export class World {
  readonly random: Random;
  #events = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** The next event is a little later. */
  tick(): void {
    this.#events++;
  }

  get #time(): Date {
    return new Date(startMs + Math.floor((this.#events * 1000) / eventsPerSecond));
  }

  number(from: number, to: number): number {
    return from + this.random.number(to - from + 1);
  }

  host(): string {
    return `${this.random.pick(hostRoles)}${this.random.number(40)}`;
  }

  user(): string {
    const name = this.random.pick(firstNames);
    return this.random.number(3) === 0 ? `${name}${this.random.number(200)}` : name;
  }

  /** Documentation and private ranges: 150,000 addresses. */
  address(): string {
    const { random } = this;
    const octet = (): number => 1 + random.number(254);
    return random.number(4) === 0
      ? `198.51.100.${octet()}`
      : `10.${random.number(8)}.${octet()}.${octet()}`;
  }

  port(): number {
    return 1024 + this.random.number(64_000);
  }

  pid(): number {
    return 300 + this.random.number(32_000);
  }

  word(): string {
    return this.random.pick(words);
  }

  agent(): string {
    return this.random.pick(agents);
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.random.number(16).toString(16).toUpperCase();
    return text;
  }

  /** `Nov 24 08:00:00` */
  stamp(): string {
    const time = this.#time;
    const day = String(time.getUTCDate()).padStart(2, ' ');
    return `${months[time.getUTCMonth()] ?? ''} ${day} ${this.#clock(time)}`;
  }

  /** `24/Nov/2026:08:00:00 +0000` */
  webStamp(): string {
    const time = this.#time;
    const month = months[time.getUTCMonth()] ?? '';
    return `${two(time.getUTCDate())}/${month}/${time.getUTCFullYear()}:${this.#clock(time)} +0000`;
  }

  /** A line of vsftpd's own log. */
  vsftpd(text: string): string {
    const time = this.#time;
    const stamp = `Tue ${this.stamp()} ${time.getUTCFullYear()}`;
    return `${stamp} [pid ${this.pid()}] [${this.user()}] ${text}`;
  }

  #clock(time: Date): string {
    return `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  }

  /** A syslog line of a program with a process number. */
  syslog(program: string, text: string, host = this.host()): string {
    return `${this.stamp()} ${host} ${program}[${this.pid()}]: ${text}`;
  }

  /** A line of an access log. */
  access(request: string, status: number, address = this.address()): string {
    const bytes = this.random.number(90_000);
    const stamp = this.webStamp();
    return `${address} - - [${stamp}] "${request}" ${status} ${bytes} "-" "${this.agent()}"`;
  }
}
