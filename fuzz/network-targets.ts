import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import { hash } from 'node:crypto';
import { localfileSection } from '../src/collect/index.ts';
import { agentConfigFor, checkAgentConf, coreSections } from '../src/config/index.ts';
import { SyslogFramer } from '../src/gateway/syslog/syslog-framer.ts';
import { encrypt } from '../src/wire/classic/cipher.ts';
import {
  AgentKey,
  isControl,
  open,
  parseEnvelope,
  parseEventMessage,
  parseKeepalive,
  parseServerControl,
  readAnswer,
  readRequest,
  readToken,
  requestBytesMax,
  unmergeFiles,
} from '../src/wire/index.ts';
import { xmlWords } from './reader-targets.ts';
import { mutated } from './mutate.ts';
import { logLines } from './samples.ts';
import { partMark, type FuzzTarget } from './target.ts';

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const hexKey = '0123456789abcdef'.repeat(4);
const agentKey = new AgentKey({ id: '001', name: 'web01', key: hexKey });

const datagramWords: readonly string[] = (
  '!001! ! #AES #AES: : !! 0000000000 :0001: 4294967295 99999999999 #!- #!-up\x20file ' +
  `${'ab'.repeat(16)} merged.mg x\x20merged.mg 1:a:b 8:syscheck:`
).split(' ');

const payloads = [
  '#!-agent startup ',
  `#!-Linux web 6.1 - OSSEC HIDS v4.2.0 / ${'ab'.repeat(16)}\n${'cd'.repeat(16)} merged.mg\n\nx`,
  `#!-up file ${'ab'.repeat(16)} merged.mg\n`,
  '#!-execd restart-ossec0 - null (from_the_server) (no_rule_id)',
  '1:/var/log/messages:a line of a log',
  '!3 ar.conf\nabc!5 agent.conf\n<a/>\n',
];

/** A datagram that the agent's key makes, out of whatever stands for the message. */
function sealed(message: string, method: 'aes' | 'blowfish', bangs: number): Buffer {
  const packed = deflateSync(Buffer.from(message, 'latin1'));
  const size = Math.ceil((packed.length + bangs) / 8) * 8;
  const text = Buffer.concat([Buffer.alloc(size - packed.length, '!'), packed]);
  const body = encrypt(agentKey, method, text, Buffer.alloc(16, 7));
  return Buffer.concat([Buffer.from(method === 'aes' ? '#AES:' : ':', 'latin1'), body]);
}

export const datagramTarget: FuzzTarget = {
  name: 'datagram',
  make: (random) => {
    const method = random.pick(['aes', 'blowfish'] as const);
    const payload = mutated(random.pick(payloads), random, datagramWords);
    const inner = `12345${'0'.repeat(9)}1:0001:${payload}`;
    const sum = hash('md5', Buffer.from(inner, 'latin1'), 'hex');
    const kind = random.number(3);
    const message = kind === 0 ? sum + inner : mutated(sum + inner, random, datagramWords);
    const whole = sealed(message, method, random.number(9)).toString('latin1');
    return kind === 2 ? mutated(whole, random, datagramWords) : whole;
  },
  run: (input) => {
    const envelope = parseEnvelope(Buffer.from(input, 'latin1'));
    if (envelope === undefined) return;
    const opened = open(envelope, agentKey);
    if (opened.kind === 'rejected') return;
    demand(opened.payload.length > 0 && opened.payload.length < 6144, 'a payload out of bounds');
    const payload = opened.payload.toString('latin1');
    if (isControl(payload)) {
      const { files } = parseKeepalive(payload);
      demand(files.length <= 256, 'a keepalive with too many files');
      parseServerControl(payload);
    } else parseEventMessage(payload);
    for (const { name } of unmergeFiles(opened.payload)) {
      demand(!name.includes('/') && !name.startsWith('.'), `a file outside: ${name}`);
    }
  },
};

const enrolWords = "OSSEC PASS: |OSSEC A:'|OSSEC K:'|'|\n|\r\n|ERROR: | |any|1024|tcn1.|.".split(
  '|',
);
const enrolTexts = [
  "OSSEC PASS: secret OSSEC A:'web01'\n",
  "OSSEC A:'web01'\n",
  `OSSEC K:'1024 web01 any ${hexKey}'\n\n`,
  'ERROR: Invalid agent name: x\n\nERROR: Unable to add agent.\n\n',
  `tcn1.${'a'.repeat(24)}.${'b'.repeat(43)}.d2Vi`,
];

export const enrolTarget: FuzzTarget = {
  name: 'enrolment',
  make: (random) => mutated(random.pick(enrolTexts), random, enrolWords),
  run: (input) => {
    const request = readRequest(input);
    if (request.kind === 'request') {
      const { name, password } = request.request;
      demand(!name.includes("'") && input.includes(`'${name}'`), 'a name that was not sent');
      demand(password === undefined || input.includes(password), 'a password that was not sent');
      demand(readRequest(`${input}more`).kind === 'request', 'more bytes undo a request');
    }
    demand(request.kind !== 'incomplete' || input.length < requestBytesMax, 'waits for ever');
    const { agent, errors, isBroken } = readAnswer(input);
    demand(agent === undefined || !isBroken, 'a key that is broken');
    demand(agent === undefined || /^[0-9a-f]{64}$/i.test(agent.key), 'a key that is none');
    for (const error of errors) demand(/^[ -~]*$/.test(error), 'a text that moves the cursor');
    const token = readToken(input);
    demand(token === undefined || /^[0-9a-f]{64}$/.test(token.pin), 'a pin that is none');
  },
};

const syslogWords = '<13>|\n|\r|\0|5 <1>ab|999999 <|12 |0 <|65537 <1>|1|<'.split('|');
const messageBytesMax = 300;

/** The stream comes in pieces of other lengths each time: messages must not depend on them. */
export const syslogTarget: FuzzTarget = {
  name: 'syslog-stream',
  make: (random) => {
    let text = '';
    for (let count = random.number(8); count > 0; count--) {
      const line = `<${random.number(192)}>${random.pick(logLines)}`;
      text += random.number(2) === 0 ? `${line}\n` : `${line.length} ${line}`;
    }
    return `${1 + random.number(50)}${partMark}${mutated(text, random, syslogWords)}`;
  },
  run: (input) => {
    const [step = '', ...rest] = input.split(partMark);
    const bytes = Buffer.from(rest.join(partMark), 'latin1');
    const whole = read(bytes, bytes.length);
    const pieces = read(bytes, Number(step) || 1);
    demand(JSON.stringify(whole) === JSON.stringify(pieces), 'pieces give other messages');
    for (const message of whole.messages) {
      demand(message.length <= messageBytesMax, 'a message over the limit');
    }
  },
};

function read(bytes: Buffer, step: number): { messages: readonly string[]; oversized: number } {
  const framer = new SyslogFramer(messageBytesMax);
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    messages.push(...framer.push(bytes.subarray(at, at + step)));
  }
  messages.push(...framer.end());
  return { messages, oversized: framer.oversized };
}

const agentConfSample = `<agent_config name="^web|db" os="Linux" profile="dmz"><localfile>
<log_format>syslog</log_format><location>/var/log/a</location></localfile></agent_config>
<agent_config><localfile><log_format>command</log_format><command>df</command></localfile>
<syscheck><directories check_all="yes">/etc</directories></syscheck></agent_config>`;

export const agentConfTarget: FuzzTarget = {
  name: 'agent-conf',
  make: (random) => mutated(agentConfSample, random, [...xmlWords, ' name="', 'os=', '<command>']),
  run: (input) => {
    const file = { path: 'agent.conf', text: input };
    const sections = [...coreSections, localfileSection];
    const facts = { name: 'web01', os: 'Linux', profiles: 'dmz' };
    const found = agentConfigFor(file, facts, { sections, remoteCommands: false });
    const lines = input.split('\n').length;
    for (const { at } of [...found.diagnostics, ...checkAgentConf(file, sections)]) {
      demand(at.line >= 1 && at.line <= lines, `a diagnostic at line ${at.line} of ${lines}`);
    }
    for (const block of found.config.blocks.get('localfile') ?? []) {
      const hasCommand = block.elements.some(({ name }) => name.toLowerCase() === 'command');
      demand(!hasCommand, 'a command of the server that was not allowed');
    }
  },
};
