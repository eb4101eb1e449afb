/** Every bound on foreign input in one table; sizes in bytes unless the name says otherwise. */
export const limits = {
  /** Longest log line taken in; the rest is cut and counted. */
  lineBytes: 65_536,
  /** A rule, decoder or configuration file. */
  configFileBytes: 16 * 1024 * 1024,
  /** One frame on a local socket. */
  frameBytes: 8 * 1024 * 1024,
  xmlNameBytes: 8192,
  xmlDepth: 1024,
  patternBytes: 2048,
  captures: 64,
  ftsKeyBytes: 255,
  alertLogBytes: 1256,
  contextLines: 11,
} as const;
