/** A port cannot be listened on. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code = 'GATEWAY_BIND';

  constructor(where: string, options: { readonly cause: Error }) {
    super(`GATEWAY_BIND cannot listen on ${where}: ${options.cause.message}`, options);
  }

  /** Whether the system does not have the family of addresses. */
  get isNoFamily(): boolean {
    const { cause } = this;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
  }
}

/** The gateway of a home takes no messages for agents: it does not run, or another user runs it. */
export class GatewayUnreachable extends Error {
  override readonly name = 'GatewayUnreachable';
  readonly code = 'GATEWAY_UNREACHABLE';

  constructor(path: string, options: { readonly cause: Error }) {
    super(`GATEWAY_UNREACHABLE ${path}: ${options.cause.message}`, options);
  }
}
