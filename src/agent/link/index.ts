export { Connector } from './connector.ts';
export type { LinkContext, LinkLog, Session, SessionEnd, SessionPlan } from './contract.ts';
export { signOfLife } from './keepalive.ts';
