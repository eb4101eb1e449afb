import type { PathRule, SyscheckValues } from '../config/index.ts';

/** What the scanning thread is started with. */
export interface ScanOrder {
  readonly folders: SyscheckValues['folders'];
  readonly ignore: readonly PathRule[];
  readonly nodiff: readonly PathRule[];
  readonly skipNfs: boolean;
  readonly frequencySeconds: number;
  readonly scanTime: number | undefined;
  readonly scanDays: readonly boolean[] | undefined;
  readonly scanOnStart: boolean;
  readonly pace: Pace;
  readonly diffFolder: string;
  /** Where the paths of known files are kept over a restart. */
  readonly pathsFile: string;
}

/** How fast a scan may go: so many files, then a pause. No files: no pauses. */
export interface Pace {
  readonly files: number;
  readonly pauseMs: number;
}

/** A text for one of the queues, `8` of integrity or `9` of rootcheck. */
export interface ScanText {
  readonly queue: '8' | '9';
  readonly text: string;
}

export interface ScanStatus {
  readonly isScanning: boolean;
  readonly files: number;
  readonly watched: number;
  readonly unwatched: number;
}

export type FromScan =
  /** Each is to be answered by `taken`. */
  | { readonly kind: 'texts'; readonly texts: readonly ScanText[] }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly kind: 'status'; readonly status: ScanStatus };

export type ToScan =
  /** A batch of texts is safe. */
  { readonly kind: 'taken' } | { readonly kind: 'scan' } | { readonly kind: 'stop' };
