// Times the gateway, and one agent with it: npm run bench:gateway -- [options]
import { parseArgs } from 'node:util';
import { measureAgent } from './gateway/measure-agent.ts';
import { measureGateway } from './gateway/measure-gateway.ts';
import { protocols } from './gateway/figures.ts';

const usage = `usage: npm run bench:gateway -- [options]

Starts a gateway as its supervisor does, beside a process that takes its records into a journal, and
sends it authenticated events: from simulated agents in one process, and from one real agent that
reads a log. Prints one line of JSON for each run. Times count until the journal has all events.

  --agents LIST    how many simulated agents, with commas between (default: 1,100,5000)
  --events N       in each run (default: 100000)
  --protocol P     durable or udp; both when absent
  --no-real        leaves the real agent out`;

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '1,100,5000' },
    events: { type: 'string', default: '100000' },
    protocol: { type: 'string' },
    'no-real': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const agents = values.agents.split(',').filter(Boolean).map(Number);
const events = Number(values.events);
const chosen = protocols.filter((one) => values.protocol === undefined || one === values.protocol);
const isWrong = ![...agents, events].every((one) => Number.isSafeInteger(one) && one > 0);
if (values.help || isWrong || chosen.length === 0) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
for (const protocol of chosen) {
  for (const count of agents) {
    console.log(JSON.stringify(await measureGateway({ protocol, agents: count, events })));
  }
  if (!values['no-real']) console.log(JSON.stringify(await measureAgent({ protocol, events })));
}
process.exit(0);
