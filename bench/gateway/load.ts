// Simulated agents: argv[2] protocol, [3] port, [4] agents, [5] events. Waits for a word to begin.
import { once } from 'node:events';
import { sendDatagrams } from './classic-load.ts';
import { openConnections } from './durable-load.ts';

/** `ready` when all is prepared, `sent` when all was sent and, where that can be, acknowledged. */
export type LoadMessage = { readonly kind: 'ready' } | { readonly kind: 'sent' };

const [, , protocol = 'durable', port = '0', agents = '1', events = '1'] = process.argv;
const open = protocol === 'durable' ? openConnections : sendDatagrams;
const begin = await open(Number(port), Number(agents), Number(events));
process.send?.({ kind: 'ready' } satisfies LoadMessage);
await once(process, 'message');
await begin();
process.send?.({ kind: 'sent' } satisfies LoadMessage);
