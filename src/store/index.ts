export type { ChainedVersion, FileVersion, StoredVersion } from './file-history/file-history.ts';
export { FileHistory } from './file-history/file-history.ts';
export type { StoreErrorCode } from './store-error.ts';
export { StoreError } from './store-error.ts';
