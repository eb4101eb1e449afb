/** An event as an agent sends it: `Q:LOCATION:LOG`. One character per byte. */
export interface EventMessage {
  /** OSSEC's queue character. */
  readonly queue: string;
  /** Holds no colon: Windows agents leave the drive letter out. */
  readonly location: string;
  readonly text: string;
}

/** Undefined for what is no event. */
export function parseEventMessage(payload: string): EventMessage | undefined {
  if (payload[1] !== ':') return undefined;
  const end = payload.indexOf(':', 2);
  if (end < 0) return undefined;
  return {
    queue: payload.charAt(0),
    location: payload.slice(2, end),
    text: payload.slice(end + 1),
  };
}

export function eventMessage({ queue, location, text }: EventMessage): string {
  return `${queue}:${location}:${text}`;
}

/** OSSEC's servers drop what has such a location. */
export function isHeartbeat({ location }: EventMessage): boolean {
  return location.startsWith('keepalive');
}

/** The location of an event as rules and alerts see it. `ip` is without its prefix length. */
export function agentLocation(
  agent: { readonly name: string; readonly ip: string },
  location: string,
): string {
  return `(${agent.name}) ${agent.ip}->${location}`;
}
