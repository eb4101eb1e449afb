export * from './classic/index.ts';
export * from './enrol/index.ts';
export * from './durable/index.ts';
export * from './ingest/index.ts';
export * from './keys/index.ts';
