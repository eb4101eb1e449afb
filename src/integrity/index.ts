export type { IntegrityRecord, SyscheckOptions } from './syscheck.ts';
export { Syscheck } from './syscheck.ts';
export type { Pace, ScanOrder, ScanStatus } from './scan-messages.ts';
export { scanOrder } from './scan-order.ts';
