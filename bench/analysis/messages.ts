/** What the sender process is asked to do. */
export interface SendRequest {
  readonly socketPath: string;
  readonly corpus: string;
  readonly events: number;
  readonly seed: number;
}

/** What the sender says; times are milliseconds of the machine's monotonic clock. */
export type SenderMessage =
  | { readonly kind: 'prepared' }
  | {
      readonly kind: 'sent';
      readonly startMs: number;
      /** When the batches with these last events were acknowledged. */
      readonly acks: ReadonlyArray<readonly [last: number, atMs: number]>;
    };

/** The same in every process of one machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
