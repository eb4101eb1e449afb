export type { AgentFiles } from './agent-files.ts';
export { readAgentFiles } from './agent-files.ts';
export type { IngestClient, IngestClientOptions } from './ingest-client.ts';
export { openIngestClient } from './ingest-client.ts';
export { IngestError } from './outgoing-batches.ts';
export { readGuardFiles } from './guard-files.ts';
export type { GuardFiles } from './guard-files.ts';
export type { GuardMessage, WatchedSource } from './guard-messages.ts';
