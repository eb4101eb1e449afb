export type { SpoolEntry } from './spool-reader.ts';
export { SpoolReader } from './spool-reader.ts';
export type { SpoolOptions } from './spool.ts';
export { Spool } from './spool.ts';
export type { Lane, LanePositions } from './lanes.ts';
export { laneNumber, lanes, noPositions } from './lanes.ts';
export { spoolLag } from './spool-lag.ts';
