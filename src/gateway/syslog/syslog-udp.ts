import { latin1 } from '../../base/index.ts';
import { openUdpPort, type UdpPort } from '../udp-port.ts';
import type { SyslogIntake } from './syslog-intake.ts';

/** One message a datagram; a line end behind it is no part of it. */
export function openSyslogUdp(
  port: number,
  localIp: string | undefined,
  intake: SyslogIntake,
): Promise<UdpPort> {
  return openUdpPort(port, localIp, (datagram, address) => {
    if (!intake.admits(address)) return;
    const text = latin1(datagram);
    intake.take(text.endsWith('\n') ? text.slice(0, -1) : text, address);
  });
}
