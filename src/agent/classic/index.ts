export { ClassicSession } from './session.ts';
