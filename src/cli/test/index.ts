export { parseCaseFile } from './case-file.ts';
export { describeDifference, runCase } from './run-case.ts';
export { test } from './test-command.ts';
