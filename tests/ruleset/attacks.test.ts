import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../src/base/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { shippedRuleset } from './load-ruleset.ts';

/** From this level on an alert speaks of more than routine. */
const attackLevel = 5;

/** Lines as programs write them while somebody attacks, each seen alone. */
const attacks: readonly string[] = [
  'Jan  5 10:00:00 host sshd[1]: Failed password for root from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed publickey for root from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed none for root from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed gssapi-with-mic for root from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed none for invalid user a b from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed password for invalid user  from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed none for invalid user  from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Failed none for invalid user "x from 192.0.2.1 port 4242 ssh2',
  'Jan  5 10:00:00 host sshd[1]: Connection closed by invalid user x 192.0.2.1 port 42 [preauth]',
  "Jan  5 10:00:00 host sshd[1]: Bad protocol version identification 'x' from 192.0.2.1 port 42",
  'Jan  5 10:00:00 host sshd[1]: Did not receive identification string from 192.0.2.1 port 42',
  'Jan  5 10:00:00 host sshd[1]: error: Protocol major versions differ: 2 vs. 1',
  'Jan  5 10:00:00 host sshd-session[1]: error: Protocol major versions differ: 2 vs. 1',
  'Jan  5 10:00:00 host pure-ftpd: (?@192.0.2.1) [WARNING] Authentication failed for user [bob]',
  'Jan  5 10:00:00 host dovecot: auth-worker(1): sql(bob,192.0.2.1): unknown user',
  "Jan  5 10:00:00 host dropbear[1]: Bad password attempt for 'root' from 192.0.2.1:4242",
  'Jan  5 10:00:00 host login[1]: FAILED LOGIN 1 FROM 192.0.2.1 FOR root, Authentication failure',
  '192.0.2.1 - bob [15/Jan/2026:10:00:00 +0100] "GET /p HTTP/1.1" 401 1 "-" "x"',
  'Jan  5 10:00:00 host su[1]: FAILED SU (to root) bob on pts/0',
  'Jan  5 10:00:00 host su: - pts/0 bob:root',
  'Jan  5 10:00:00 host su: BAD SU bob to root on /dev/ttyp0',
  'Jan  5 10:00:00 host useradd[1]: new user: name=x, UID=1, GID=1, home=/x, shell=/bin/sh',
  'Jan  5 10:00:00 host kernel: device eth0 entered promiscuous mode',
  'Jan  5 10:00:00 host clamd[1]: /x: Eicar-Test-Signature FOUND',
  'Jan  5 10:00:00 host arpwatch: changed ethernet address 10.0.0.5 0:1:2:3:4:5 (0:1:2:3:4:6)',
  'Jan  5 10:00:00 host sshd[1]: Did not receive identification string from 2001:db8::9 port 42',
  'Jan  5 10:00:00 host dovecot: auth-worker(1): sql(bob,2001:db8::9): unknown user',
  "Jan  5 10:00:00 host dropbear[1]: Bad password attempt for 'root' from 2001:db8::9:4242",
  '2001:db8::9 - bob [15/Jan/2026:10:00:00 +0100] "GET /p HTTP/1.1" 401 1 "-" "x"',
  'Jan  5 10:00:00 host kernel: [1.5] martian source 255.255.255.255 from 192.0.2.1, on dev eth0',
  'Jan  5 10:00:00 host kernel: [1.5] diamorphine: loading out-of-tree module taints kernel.',
  'Jan  5 10:00:00 host kernel: [1.5] usb-storage 1-1:1.0: USB Mass Storage device detected',
  'Jan  5 10:00:00 host kernel: [1.5] process 1 (x) attempted to load unsigned module',
  'Jan  5 10:00:00 host kernel: [1.5] grsec: denied ptrace of x by y',
  'Jan  5 10:00:00 host CRON[1]: (www-data) CMD (/tmp/.x/run)',
  'Jan  5 10:00:00 host CRON[1]: (root) CMD (echo Y3VybCBodHRw | base64 -d | bash)',
  "Jan  5 10:00:00 host CRON[1]: (root) CMD (python3 -c 'import socket,subprocess,os')",
  'Jan  5 10:00:00 host sudo:    bob : TTY=pts/0 ; PWD=/home/bob ; USER=#-1 ; COMMAND=/bin/bash',
  'Jan  5 10:00:00 host crontab[1]: (www-data) REPLACE (www-data)',
  'Jan  5 10:00:00 host systemd[1]: Stopped auditd.service - Security Auditing Service.',
  'Jan  5 10:00:00 host systemd[1]: Stopped fail2ban.service - Fail2Ban Service.',
  '2026-01-15 10:00:00 remove auditd:amd64 3.0 <none>',
  'Jan  5 10:00:00 host dnsmasq[1]: possible DNS-rebind attack detected: evil.com',
  'Jan  5 10:00:00 host tftpd[1]: tftpd: trying to get file: /etc/passwd',
  'Jan  5 10:00:00 host tftpd[1]: RRQ from 192.0.2.1 filename ../../etc/passwd',
  'Jan  5 10:00:00 host in.tftpd[1]: RRQ from 192.0.2.1 filename /etc/shadow',
  'Jan  5 10:00:00 host proftpd[1]: 10.0.0.1 (192.0.2.1[192.0.2.1]) - SITE CPFR /etc/passwd',
  'Jan  5 10:00:00 host snmpd[1]: Connection from UDP: [192.0.2.1]:4242 refused',
  'Jan  5 10:00:00 host snmpd[1]: Received SNMP packet(s) with bad community from 192.0.2.1',
  '{"ts":1.1,"note":"HTTP::SQL_Injection_Attacker","msg":"x","src":"192.0.2.1"}',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 1 "-" "\' OR 1=1--"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 1 "-" "sqlmap/1.5"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /wp-login.php HTTP/1.1" 200 1 "-" "WPScan v3"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "\\x16\\x03\\x01\\x00" 400 1 "-" "-"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /?a=%00../../etc/passwd HTTP/1.1" 200 1',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "TRACE / HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "PUT /x.jsp%20 HTTP/1.1" 201 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /x.php?x=phpinfo() HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /x.php?x=assert(1) HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /api?q=1)%20or%201=1 HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /api?q=1%20and%201=1 HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /api?q=1+and+1=2 HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /api?id=char(0x31) HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /..;/manager/html HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /%uff0e%uff0e/x HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /?f=%2fetc%2fpasswd HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /id_rsa HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /shell.php HTTP/1.1" 200 1 "-" "x"',
  '192.0.2.1 - - [15/Jan/2026:10:00:00 +0100] "GET /cmd.jsp?cmd=whoami HTTP/1.1" 200 1 "-" "x"',
];

/** What an attacker does shows in one line already, before anything is counted. */
describe('a line that tells of an attack', () => {
  const { engine } = buildEngine(shippedRuleset(), { ...defaultEngineOptions, mode: 'tester' });
  const untouched = structuredClone(engine?.snapshot());

  it.each(attacks)('is an alert: %s', (line) => {
    if (untouched !== undefined) engine?.restore(structuredClone(untouched));
    const record = { queue: '1', location: 'case', text: fromUtf8(line), origin: undefined };
    const verdict = engine?.process({ ...record, timeMs: 1_767_607_200_000 });

    expect(verdict?.alert ?? false, `rule ${verdict?.rule?.id}`).toBe(true);
    expect(verdict?.rule?.level).toBeGreaterThanOrEqual(attackLevel);
  });
});
