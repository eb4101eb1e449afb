import type { Diagnostic } from '../../base/index.ts';
import type { RemoteValues } from '../../config/index.ts';
import { FleetError, serverCertificate, type ServerCertificate } from '../../fleet/index.ts';

export interface FoundCertificate {
  /** Undefined where no port takes the durable protocol. */
  readonly certificate: ServerCertificate | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the ports of a home show to agents; made when it is first needed. */
export async function certificateFor(
  home: string,
  ports: readonly RemoteValues[],
): Promise<FoundCertificate> {
  const at = ports.find(({ durable }) => durable)?.at;
  if (at === undefined) return { certificate: undefined, diagnostics: [] };
  try {
    return { certificate: await serverCertificate(home), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const reason = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    const message = `no certificate for agents: ${error.message}${reason}`;
    const problem: Diagnostic = { severity: 'error', code: error.code, at, message };
    return { certificate: undefined, diagnostics: [problem] };
  }
}
