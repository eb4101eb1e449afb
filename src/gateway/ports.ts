import type { TlsOptions } from 'node:tls';
import type { Clock } from '../base/index.ts';
import type { InternalOptions, RemoteValues } from '../config/index.ts';
import type { ServerCertificate } from '../fleet/index.ts';
import type { ClassicServer, Reply } from './classic/classic-server.ts';
import { openDurablePort } from './durable/durable-port.ts';
import type { DurableServer } from './durable/durable-server.ts';
import type { Outbox } from './outbox.ts';
import type { OwnRecords } from './own-records.ts';
import { openSyslogTcp } from './syslog/syslog-tcp.ts';
import { openSyslogUdp } from './syslog/syslog-udp.ts';
import { SyslogIntake } from './syslog/syslog-intake.ts';
import type { TcpPort } from './tcp.ts';
import { openUdpPort, type UdpPort } from './udp-port.ts';

/** A port that is listened to. */
export interface OpenPort {
  readonly connection: 'secure' | 'syslog' | 'enrolment';
  readonly protocol: 'udp' | 'tcp' | 'tls';
  /** The one that was asked for, or that the system gave. */
  readonly port: number;
  /** Of a port for agents: where the durable protocol is listened to, if it is. */
  readonly durablePort?: number | undefined;
  /** Sends datagrams to agents from there; undefined for other ports. */
  readonly reply?: Reply | undefined;
  close(): Promise<void>;
}

export interface PortParts {
  readonly classic: ClassicServer;
  readonly durable: DurableServer;
  /** Undefined where no port takes the durable protocol. */
  readonly certificate: ServerCertificate | undefined;
  readonly outbox: Outbox;
  readonly own: OwnRecords;
  readonly log: { readonly info: (text: string) => void; readonly warn: (text: string) => void };
  readonly clock: Clock;
  /** All blocks: the lists of senders of all count together. */
  readonly all: readonly RemoteValues[];
  readonly internal: InternalOptions;
  /** Certificate and key of a block with protocol tls. */
  readonly tlsOf: (values: RemoteValues) => TlsOptions | undefined;
}

/** Opens what one `<remote>` block asks for. Throws GATEWAY_BIND. */
export async function openPort(values: RemoteValues, parts: PortParts): Promise<OpenPort> {
  const { connection, protocol } = values;
  const isSecure = connection === 'secure';
  const agents = isSecure ? await openClassic(values, parts) : undefined;
  const opened = agents ?? (await openSyslog(values, parts));
  parts.log.info(`Listening on port ${opened.port}/${protocol} (${connection}).`);
  const durable = await openDurable(values, opened.port, parts).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  return {
    connection,
    protocol,
    port: opened.port,
    reply: agents === undefined ? undefined : replyFrom(agents),
    durablePort: durable?.port,
    async close() {
      await durable?.close();
      await opened.close();
    },
  };
}

/** The same number as for datagrams; where any will do and that one is taken, another. */
async function openDurable(
  { durable: isWanted, port: wanted, localIp }: RemoteValues,
  port: number,
  { durable: server, certificate: shown, log }: PortParts,
): Promise<TcpPort | undefined> {
  if (!isWanted || shown === undefined) return undefined;
  const { certificate, key } = shown;
  const open = (at: number): Promise<TcpPort> =>
    openDurablePort({ port: at, localIp, certificate, key, server });
  const opened = await open(port).catch((error: unknown) => {
    if (wanted !== 0) throw error;
    return open(0);
  });
  log.info(`Listening on port ${opened.port}/tcp (durable).`);
  return opened;
}

async function openClassic(values: RemoteValues, { classic }: PortParts): Promise<UdpPort> {
  const { port, localIp, ciphers } = values;
  // One for all datagrams; none comes before the port is open.
  const reply: Reply = (datagram, to, toPort) => opened.send(datagram, toPort, to);
  const opened: UdpPort = await openUdpPort(port, localIp, (datagram, address, from) => {
    classic.receive({ datagram, address, port: from, ciphers, reply });
  });
  return opened;
}

function replyFrom(port: UdpPort): Reply {
  return (datagram, to, toPort) => port.send(datagram, toPort, to);
}

function openSyslog(values: RemoteValues, parts: PortParts) {
  const { port, localIp, protocol } = values;
  const { all, own, outbox, log, clock, internal } = parts;
  const intake = new SyslogIntake({
    allowed: all.flatMap(({ allowed }) => allowed),
    denied: all.flatMap(({ denied }) => denied),
    take: (record) => own.take('syslog', record),
    clock,
    warn: log.warn,
  });
  if (protocol === 'udp') return openSyslogUdp(port, localIp, intake);
  return openSyslogTcp({
    port,
    localIp,
    intake,
    isCrowded: () => outbox.isCrowded,
    connectionsMax: internal.get('remoted.syslog_tcp_max_tasks'),
    tls: parts.tlsOf(values),
  });
}
