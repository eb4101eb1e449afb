/** Where a record came from; the fields are those of the event folder's `Origin`. */
export interface IngestOrigin {
  readonly agent: string;
  readonly source: string;
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

/** A record as collectors hand it over; the receiver stamps the time. One character per byte. */
export interface IngestRecord {
  readonly queue: string;
  readonly location: string;
  readonly text: string;
  readonly origin: IngestOrigin | undefined;
}

/** What the records of one source share; stored once in a batch. */
export interface BatchSource {
  readonly queue: string;
  readonly location: string;
  /** Undefined for records that have no position, which therefore cannot be deduplicated. */
  readonly origin: Pick<IngestOrigin, 'agent' | 'source' | 'stream'> | undefined;
}

/** `from` and `to` are 0 when the source has no origin. */
export interface BatchRecord {
  readonly source: BatchSource;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

// Layout of a batch, little endian:
//   u8 version; u32 sources; u32 records;
//   source: u8 1 with origin, else 0; queue, location, agent, source, stream: u32 length + bytes
//   record: u16 source index; f64 from; f64 to; text: u32 length + bytes
export const batchVersion = 1;
export const batchHeaderBytes = 9;
export const sourceFixedBytes = 21;
export const recordFixedBytes = 22;
export const batchSourcesMax = 65_535;
