// The thread that scans: reading whole files must not keep logs waiting.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../base/index.ts';
import type { FromScan, ScanOrder, ToScan } from './scan-messages.ts';
import { ScanThread } from './scan-thread.ts';

const port = parentPort;
assert(port !== null, 'this is a thread');
const thread = new ScanThread({
  order: workerData as ScanOrder,
  tell: (message: FromScan) => port.postMessage(message),
  clock: () => Date.now(),
});
port.on('message', (message: ToScan) => {
  if (message.kind === 'taken') thread.taken();
  else if (message.kind === 'scan') thread.scanNow();
  else thread.stop();
});
await thread.run();
port.close();
