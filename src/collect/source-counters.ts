import type { SourceKind, SourceState, SourceStatus } from './contract.ts';

/** The status of one source while it changes. */
export class SourceCounters implements SourceStatus {
  readonly id: string;
  readonly kind: SourceKind;
  state: SourceState = 'waiting';
  reason = '';
  records = 0;
  bytes = 0;
  cutLines = 0;

  constructor(id: string, kind: SourceKind) {
    this.id = id;
    this.kind = kind;
  }

  /** Answers whether this is news, so that it is logged once. */
  set(state: SourceState, reason = ''): boolean {
    const changed = this.state !== state || this.reason !== reason;
    this.state = state;
    this.reason = reason;
    return changed;
  }

  /** How it stands now. */
  status(): SourceStatus {
    const { id, kind, state, reason, records, bytes, cutLines } = this;
    return { id, kind, state, reason, records, bytes, cutLines };
  }
}
