export { DurableSession } from './session.ts';
