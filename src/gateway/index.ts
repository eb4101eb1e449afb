export { forwardLines } from './forward-client.ts';
export { forwardLine, rekeyControl } from './forward-line.ts';
export type { ForwardAnswer } from './forward-server.ts';
export type { GatewayFiles } from './gateway-files.ts';
export { readGatewayFiles } from './gateway-files.ts';
export { checkSharedConfig } from './shared-config.ts';
export { GatewayUnreachable } from './gateway-error.ts';
