export type { Locate } from './locator.ts';
export { openLocator } from './open.ts';
