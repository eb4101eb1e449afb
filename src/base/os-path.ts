import { Buffer } from 'node:buffer';

/**
 * Paths inside the program hold one character per byte, as log text does, because a file name
 * on Linux is bytes and need not be UTF-8. The system takes the bytes.
 */
export function osPath(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}
