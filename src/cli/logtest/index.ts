export { logtest } from './logtest.ts';
