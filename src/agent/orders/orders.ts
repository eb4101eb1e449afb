import type { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { isControl, parseServerControl, type ServerControl } from '../../wire/index.ts';
import { FileReceiver } from './file-receiver.ts';

/** What an agent does at the word of its server. */
export interface OrderHooks {
  /** Read all files anew and connect again. */
  restart(): void;
  /** Check integrity and policies now. */
  scan(): void;
  /** Run an active response. */
  execute(command: string): void;
  /** Shared files came. */
  filesChanged(names: readonly string[]): void;
  warn(text: string): void;
}

/** Sent by tools of a server as a response without an address. */
const restartCommand = /^restart-ossec\d* /;

/**
 * Carries out what an authenticated server says, in either protocol: control messages, and pieces
 * of files while one is being received.
 */
export class Orders {
  readonly #files: FileReceiver;
  readonly #hooks: OrderHooks;

  constructor(home: string, hooks: OrderHooks) {
    this.#files = new FileReceiver(join(home, 'etc', 'shared'));
    this.#hooks = hooks;
  }

  /** Takes one message; answers whether it was an acknowledgement, which is for the sender. */
  take(payload: Buffer): 'ack' | 'order' {
    const text = latin1(payload);
    if (!isControl(text)) {
      if (this.#files.isOpen) this.#files.add(payload);
      else this.#hooks.warn('The server sent a piece of a file out of place.');
      return 'order';
    }
    const control = parseServerControl(text);
    if (control.kind === 'ack') return 'ack';
    this.#obey(control);
    return 'order';
  }

  /** A connection ended: what was half received is. */
  reset(): void {
    this.#files.abandon();
  }

  #obey(control: Exclude<ServerControl, { readonly kind: 'ack' }>): void {
    switch (control.kind) {
      case 'exec':
        if (restartCommand.test(control.command)) this.#hooks.restart();
        else this.#hooks.execute(control.command);
        break;
      case 'scan':
        this.#hooks.scan();
        break;
      case 'file-begin':
        this.#files.begin(control.file);
        break;
      case 'file-end':
        this.#endFile();
        break;
      case 'unknown':
        this.#files.abandon();
        this.#hooks.warn('The server sent a message that this agent does not know.');
        break;
      default:
        control satisfies never;
    }
  }

  #endFile(): void {
    try {
      const outcome = this.#files.end();
      if (outcome.kind === 'stored') this.#hooks.filesChanged(outcome.names);
      if (outcome.kind === 'damaged') {
        this.#hooks.warn(`Shared file ${outcome.name} came damaged; it will be sent again.`);
      }
    } catch (error) {
      this.#hooks.warn(`A shared file cannot be stored: ${String(error)}`);
    }
  }
}
