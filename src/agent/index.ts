export type { IngestClient, IngestClientOptions } from './ingest-client.ts';
export { openIngestClient } from './ingest-client.ts';
export { IngestError } from './outgoing-batches.ts';
