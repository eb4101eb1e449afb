/** Payloads that begin so are for the other side itself; all others are events or file content. */
export const controlPrefix = '#!-';

export function isControl(payload: string): boolean {
  return payload.startsWith(controlPrefix);
}

export const startupMessage = '#!-agent startup ';
export const ackMessage = '#!-agent ack ';
export const scanMessage = '#!-syscheck restart';
export const fileEndMessage = '#!-close file ';
const execPrefix = '#!-execd ';
const fileBeginPrefix = '#!-up file ';

/** The longest control message that an OSSEC agent or its executor takes, in bytes. */
export const controlBytesMax = 1024;

export function execMessage(command: string): string {
  return execPrefix + command;
}

export function fileBeginMessage(file: FileMark): string {
  return `${fileBeginPrefix}${file.md5} ${file.name}\n`;
}

export interface FileMark {
  /** 32 hexadecimal digits; a receiver removes a file whose content has another sum. */
  readonly md5: string;
  readonly name: string;
}

/** What a server tells an agent. */
export type ServerControl =
  | { readonly kind: 'ack' }
  /** A line for the process that runs active responses. */
  | { readonly kind: 'exec'; readonly command: string }
  /** Check integrity and policies now. */
  | { readonly kind: 'scan' }
  | { readonly kind: 'file-begin'; readonly file: FileMark }
  | { readonly kind: 'file-end' }
  | { readonly kind: 'unknown' };

/** Reads a control message as an agent does; what stands behind a known word does not matter. */
export function parseServerControl(payload: string): ServerControl {
  if (payload.startsWith(ackMessage)) return { kind: 'ack' };
  if (payload.startsWith(execPrefix)) {
    return { kind: 'exec', command: payload.slice(execPrefix.length) };
  }
  if (payload.startsWith(scanMessage)) return { kind: 'scan' };
  if (payload.startsWith(fileEndMessage)) return { kind: 'file-end' };
  if (payload.startsWith(fileBeginPrefix)) {
    const file = parseFileMark(payload.slice(fileBeginPrefix.length));
    if (file !== undefined) return { kind: 'file-begin', file };
  }
  return { kind: 'unknown' };
}

const fileMark = /^(?<md5>[0-9a-f]{32}) (?<name>[^\n]{1,255})\n?$/;

function parseFileMark(text: string): FileMark | undefined {
  const { md5, name } = fileMark.exec(text)?.groups ?? {};
  return md5 === undefined || name === undefined ? undefined : { md5, name: safeFileName(name) };
}

/** No name leads out of the folder or hides: slashes and a point in front become hyphens. */
export function safeFileName(name: string): string {
  return name.replaceAll(/[/\0]/g, '-').replace(/^\./, '-');
}
