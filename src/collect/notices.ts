import { randomBytes } from 'node:crypto';
import { limits } from '../base/index.ts';
import type { CollectedRecord } from './contract.ts';
import type { Courier } from './courier.ts';
import { LOCAL_AGENT } from './framed-stream.ts';

const LOCATION = 'ossec-logcollector';

/** What the collector itself has to say, as records of a stream that begins with each start. */
export class Notices {
  #next = 0;
  readonly #stream = randomBytes(6).toString('hex');
  readonly #courier: Courier;

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  async rotated(path: string): Promise<void> {
    await this.#send(`ossec: File rotated (inode changed): '${path}'.`);
  }

  async cutBack(path: string): Promise<void> {
    await this.#send(`ossec: File size reduced (inode remained): '${path}'.`);
  }

  async cutLines(id: string, lines: number): Promise<void> {
    const limit = limits.lineBytes;
    await this.#send(`ossec: Lines cut: ${lines} of '${id}' were longer than ${limit} bytes.`);
  }

  async #send(text: string): Promise<void> {
    const from = this.#next++;
    const record: CollectedRecord = {
      queue: '1',
      location: LOCATION,
      text,
      origin: {
        agent: LOCAL_AGENT,
        source: 'notice:collector',
        stream: this.#stream,
        from,
        to: from + 1,
      },
    };
    await this.#courier.send([record]);
  }
}
