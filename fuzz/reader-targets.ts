import type { Random } from '../bench/corpus/random.ts';
import { coreSections, parseConfig } from '../src/config/index.ts';
import { localfileSection } from '../src/collect/index.ts';
import { predecode } from '../src/decode/index.ts';
import type { Dialect } from '../src/pattern/index.ts';
import { compilePattern, stoppedSearches } from '../src/pattern/index.ts';
import type { XmlElement } from '../src/xml/index.ts';
import { parseXml } from '../src/xml/index.ts';
import { mutated } from './mutate.ts';
import { elementsOf, logLines, shippedFiles } from './samples.ts';
import type { FuzzTarget } from './target.ts';
import { partMark } from './target.ts';

/** What must be true, else the run has failed. */
function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const decoders = shippedFiles('decoders');
const rules = shippedFiles('rules');

export const xmlWords: readonly string[] = (
  '<|>|</|/>|<!--|-->|<?|?>|<![CDATA[|]]>|<var name="X">|</var>|$X|$|\\<|\\|&lt;|&amp;|&#60;|=|=""|' +
  '<a>|</a>|<group name="g,">|</group>|<rule id="1" level="3">|</rule>|\xef\xbb\xbf|=\'a\'|<a/>'
).split('|');

function checkElements(elements: readonly XmlElement[], lines: number): number {
  let count = 0;
  for (const element of elements) {
    const { line, column } = element.at;
    demand(
      line >= 1 && line <= lines && column >= 1,
      `${element.name} stands at ${line}:${column}`,
    );
    count += 1 + checkElements(element.children, lines);
  }
  return count;
}

export const xmlTarget: FuzzTarget = {
  name: 'xml',
  make: (random) => {
    const sample = random.number(2) === 0 ? elementsOf(decoders, 'decoder', random) : '';
    return mutated(sample + elementsOf(rules, 'rule', random), random, xmlWords);
  },
  run: (input) => {
    const lines = input.split('\n').length;
    const { elements, diagnostics } = parseXml(input, 'a.xml');
    const count = checkElements(elements, lines);
    demand(count <= input.length, `${count} elements of ${input.length} bytes`);
    for (const { at, message } of diagnostics) {
      demand(at.line >= 1 && at.line <= lines && message !== '', `a diagnostic at ${at.line}`);
    }
  },
};

export const patternWords: readonly string[] =
  '\\w+ \\d* \\S+ \\.+ \\p \\( \\) (\\w+) (a|b) ^ $ | ! (?:a) (?=a) (?<!a) (?>a+) (?i) \\1 {2,5} {,3} {0,999} [^a-z] [[:alpha:]] \\b \\Q \\E \\x41 \\xff .* .*? a++ (a+)+ (?P<n>x) (?#c) \\K \\R \\N \\G'.split(
    ' ',
  );

const dialects: readonly Dialect[] = ['osmatch', 'osregex', 'pcre2'];

function randomPattern(random: Random): string {
  let text = '';
  for (let parts = 1 + random.number(6); parts > 0; parts--) {
    text += random.number(3) === 0 ? random.pick(logLines).slice(0, 12) : random.pick(patternWords);
  }
  return mutated(text, random, patternWords);
}

export const patternTarget: FuzzTarget = {
  name: 'patterns',
  make: (random) => {
    const pattern = randomPattern(random).slice(0, 400);
    const line = random.pick([random.pick(logLines), pattern, 'a'.repeat(30), 'ab '.repeat(2000)]);
    return [random.pick(dialects), pattern, mutated(line, random, patternWords)].join(partMark);
  },
  run: (input) => {
    const [name, text = '', ...rest] = input.split(partMark);
    const subject = rest.join(partMark);
    const dialect = dialects.find((one) => one === name);
    if (dialect === undefined) return;
    for (const caseless of [true, false]) {
      const result = compilePattern(dialect, text, { caseless });
      if (!result.ok) {
        demand(result.problem.reason !== '', 'refused without a reason');
        continue;
      }
      const ascii = !/[\x80-\xff]/.test(subject);
      const stopped = stoppedSearches();
      const end = result.pattern.end(subject, ascii);
      const found = result.pattern.exec(subject, ascii);
      const held = result.pattern.test(subject, ascii);
      // A search that was given up has no answer that another must agree with.
      if (stoppedSearches() > stopped) continue;
      demand(held === end >= 0, 'test and end disagree');
      demand((found?.end ?? -1) === end && end <= subject.length, 'exec and end disagree');
    }
  },
};

const headWords: readonly string[] = (
  'Jan  5 10:00:00 host sshd[12]: |2026-11-26T10:00:00.123456+01:00 |<34>1 |1795507200.123 |' +
  '[Thu Nov 26 10:00:00 2026] |Nov 26 10:00:00 |2026 Nov 26 |ossec: |->|ossec: output: |' +
  '(agent) 10.0.0.1->|last message repeated 3 times'
).split('|');

export const predecodeTarget: FuzzTarget = {
  name: 'predecode',
  make: (random) => mutated(random.pick(headWords) + random.pick(logLines), random, headWords),
  run: (input) => {
    for (const dialect of ['ossec', 'wazuh'] as const) {
      for (const queue of ['1', '8']) {
        const record = { queue, location: '/var/log/a', text: input, timeMs: 0, origin: undefined };
        const event = predecode(record, 'here', dialect);
        demand(event !== undefined, 'a line was refused');
        demand((event?.log.length ?? 0) <= input.length, 'a log longer than its line');
      }
    }
  },
};

const configWords = [
  ...xmlWords,
  ...(
    '<ossec_config> </ossec_config> <global> <localfile> <log_format>syslog</log_format> yes no ' +
    '<remote> <alerts> <rules> <include>a.xml</include> -1 99999999999 1w 10.0.0.0/8 ::1 %Y *'
  ).split(' '),
];

const configSample = `<ossec_config><global><email_notification>no</email_notification>
<white_list>127.0.0.1</white_list></global><rules><include>a.xml</include></rules>
<localfile><log_format>syslog</log_format><location>/var/log/auth.log</location></localfile>
<alerts><log_alert_level>1</log_alert_level></alerts><remote><connection>syslog</connection>
<port>514</port><allowed-ips>10.0.0.0/8</allowed-ips></remote></ossec_config>`;

export const configTarget: FuzzTarget = {
  name: 'config',
  make: (random) => mutated(configSample, random, configWords),
  run: (input) => {
    const file = { path: 'etc/ossec.conf', text: input };
    const lines = input.split('\n').length;
    const { diagnostics } = parseConfig([file], [...coreSections, localfileSection]);
    for (const { at } of diagnostics) {
      demand(at.line >= 1 && at.line <= lines, `a diagnostic at line ${at.line} of ${lines}`);
    }
  },
};
