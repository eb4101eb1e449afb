import type { World } from './world.ts';

/** Writes one line of a program, as it would stand in the log at `location`. */
export interface LineKind {
  readonly name: string;
  readonly location: string;
  line(world: World): string;
}

function kind(name: string, location: string, line: (world: World) => string): LineKind {
  return { name, location: `/var/log/${location}`, line };
}

const auth = 'auth.log';
const system = 'syslog';
const mail = 'mail.log';
const access = 'nginx/access.log';

/** What machines write all day when nothing is wrong. */
export const everyday: readonly LineKind[] = [
  kind('cron', system, (w) => {
    const program = `/usr/local/bin/${w.word()} --quiet`;
    return w.syslog('CRON', `(${w.user()}) CMD (${program})`);
  }),
  kind('systemd', system, (w) => {
    return w.syslog(
      'systemd',
      `Started session-${w.number(1, 9000)}.scope - Session of ${w.user()}.`,
    );
  }),
  kind('kernel', system, (w) => {
    const up = `${w.number(1, 900_000)}.${w.number(100_000, 999_999)}`;
    return `${w.stamp()} ${w.host()} kernel: [${up}] eth${w.number(0, 3)}: link becomes ready`;
  }),
  kind('postfix-smtpd', mail, (w) => {
    const client = `${w.host()}.example.net[${w.address()}]`;
    return w.syslog('postfix/smtpd', `${w.hex(10)}: client=${client}`);
  }),
  kind('postfix-qmgr', mail, (w) => {
    const from = `<${w.user()}@example.com>`;
    const size = w.number(400, 90_000);
    return w.syslog(
      'postfix/qmgr',
      `${w.hex(10)}: from=${from}, size=${size}, nrcpt=1 (queue active)`,
    );
  }),
  kind('postfix-smtp', mail, (w) => {
    const relay = `mx.example.org[${w.address()}]:25`;
    const to = `to=<${w.user()}@example.org>, relay=${relay}, delay=0.${w.number(10, 99)}`;
    return w.syslog('postfix/smtp', `${w.hex(10)}: ${to}, dsn=2.0.0, status=sent (250 ok)`);
  }),
  kind('named', system, (w) => {
    const name = `${w.word()}.example.org`;
    const client = `client @0x7f${w.hex(8)} ${w.address()}#${w.port()} (${name})`;
    return w.syslog('named', `${client}: query: ${name} IN A +E(0) (10.0.0.53)`);
  }),
  kind('chronyd', system, (w) =>
    w.syslog('chronyd', `Selected source ${w.address()} (ntp.example.net)`),
  ),
  kind('network-manager', system, (w) => {
    const state = 'device (eth0): state change: ip-check -> secondaries (reason none)';
    return w.syslog(
      'NetworkManager',
      `<info>  [${w.number(1_700_000_000, 1_800_000_000)}] ${state}`,
    );
  }),
  kind('ovpn', system, (w) => {
    const peer = `${w.user()}/${w.address()}:${w.port()}`;
    return w.syslog('openvpn', `${peer} MULTI: primary virtual IP: 10.8.0.${w.number(2, 250)}`);
  }),
  kind('smbd', system, (w) => {
    return w.syslog(
      'smbd',
      `${w.host()} (${w.address()}) closed connection to service ${w.word()}`,
    );
  }),
  kind('rsyslogd', system, (w) =>
    w.syslog('rsyslogd', `action 'action-${w.number(1, 9)}' resumed`),
  ),
  kind('snmpd', system, (w) => {
    return w.syslog('snmpd', `Connection from UDP: [${w.address()}]:${w.port()}->[10.0.0.1]:161`);
  }),
  kind('access', access, (w) => w.access(`GET /${w.word()}/${w.number(1, 5000)} HTTP/1.1`, 200)),
  kind('asset', access, (w) =>
    w.access(`GET /static/${w.word()}.css?v=${w.number(1, 99)} HTTP/2.0`, 304),
  ),
  kind('post', access, (w) => w.access(`POST /api/${w.word()} HTTP/1.1`, 201)),
  kind('squid', 'squid/access.log', (w) => {
    const time = `17955${w.number(10_000, 99_999)}.${w.number(100, 999)}`;
    const took = String(w.number(1, 9999)).padStart(6, ' ');
    const url = `http://${w.word()}.example.org/${w.word()}`;
    return `${time} ${took} ${w.address()} TCP_MISS/200 ${w.number(300, 90_000)} GET ${url} - DIRECT/${w.address()} text/html`;
  }),
];

/** What people and guests do that a site may want to hear of. */
export const notable: readonly LineKind[] = [
  kind('dovecot', mail, (w) => {
    const who = `user=<${w.user()}>, method=PLAIN, rip=${w.address()}, lip=10.0.0.5, TLS`;
    return w.syslog('dovecot', `imap-login: Disconnected: Inactivity (no auth attempts): ${who}`);
  }),
  kind('dhcpd', system, (w) => {
    const hardware = '52:54:00:12:34:' + w.hex(2).toLowerCase();
    return w.syslog('dhcpd', `DHCPREQUEST for ${w.address()} from ${hardware} via eth0`);
  }),
  kind('session-opened', auth, (w) => {
    return w.syslog(
      'sshd',
      `pam_unix(sshd:session): session opened for user ${w.user()} by (uid=0)`,
    );
  }),
  kind('session-closed', auth, (w) => {
    return w.syslog('sshd', `pam_unix(sshd:session): session closed for user ${w.user()}`);
  }),
  kind('accepted', auth, (w) => {
    const from = `from ${w.address()} port ${w.port()} ssh2: RSA SHA256:${w.hex(43)}`;
    return w.syslog('sshd', `Accepted publickey for ${w.user()} ${from}`);
  }),
  kind('sudo', auth, (w) => {
    const user = w.user();
    const command = `/usr/bin/systemctl restart ${w.word()}`;
    return `${w.stamp()} ${w.host()} sudo: ${user.padStart(8, ' ')} : TTY=pts/${w.number(0, 9)} ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`;
  }),
  kind('not-found', access, (w) =>
    w.access(`GET /${w.word()}-${w.number(1, 900)}.html HTTP/1.1`, 404),
  ),
  kind('server-error', access, (w) => w.access(`GET /api/${w.word()} HTTP/1.1`, 500)),
  kind('mail-denied', mail, (w) => {
    const client = `unknown[${w.address()}]`;
    const why = '554 5.7.1 Service unavailable; Client host blocked';
    return w.syslog(
      'postfix/smtpd',
      `NOQUEUE: reject: RCPT from ${client}: ${why}; from=<${w.user()}@example.net>`,
    );
  }),
  kind('ftp-login', 'vsftpd.log', (w) => w.vsftpd(`OK LOGIN: Client "${w.address()}"`)),
];

/** Somebody tries passwords. */
export const guesses: readonly LineKind[] = [
  kind('wrong-password', auth, (w) => {
    return w.syslog(
      'sshd',
      `Failed password for ${w.user()} from ${w.address()} port ${w.port()} ssh2`,
    );
  }),
  kind('unknown-user', auth, (w) => {
    const from = `from ${w.address()} port ${w.port()}`;
    return w.syslog('sshd', `Failed password for invalid user ${w.user()} ${from} ssh2`);
  }),
  kind('invalid-user', auth, (w) =>
    w.syslog('sshd', `Invalid user ${w.user()} from ${w.address()} port ${w.port()}`),
  ),
  kind('pam-failure', auth, (w) => {
    const names = `logname= uid=0 euid=0 tty=ssh ruser= rhost=${w.address()}  user=${w.user()}`;
    return w.syslog('sshd', `pam_unix(sshd:auth): authentication failure; ${names}`);
  }),
  kind('imap-failure', mail, (w) => {
    const who = `user=<${w.user()}>, method=PLAIN, rip=${w.address()}, lip=10.0.0.5`;
    return w.syslog('dovecot', `imap-login: Aborted login (auth failed, 1 attempts): ${who}`);
  }),
  kind('ftp-failure', 'vsftpd.log', (w) => w.vsftpd(`FAIL LOGIN: Client "${w.address()}"`)),
];
