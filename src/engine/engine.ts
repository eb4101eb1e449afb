import type { Assignment, DecodeStep } from '../decode/index.ts';
import { DecoderMachine, predecode } from '../decode/index.ts';
import type { DecoderTree } from '../decode/index.ts';
import { Event } from '../event/index.ts';
import type { LogRecord, RuleFacts, Verdict } from '../event/index.ts';
import type { Attempt, History, Rule, RuleTrace, RuleTree } from '../rules/index.ts';
import { stoppedSearches } from '../pattern/index.ts';
import {
  ExactHistory,
  ignoreLine,
  ReferenceHistory,
  RuleEvidence,
  RuleMachine,
  RuleMemory,
} from '../rules/index.ts';
import { Accumulator } from './accumulator.ts';
import type { Engine, EngineSnapshot } from './contract.ts';
import { Duplicates } from './duplicates.ts';
import { FileIntegrity } from './file-integrity.ts';
import { maintenanceLocation, type MaintenanceTable } from './maintenance.ts';
import type { FileTable } from './file-table.ts';
import { isCompleteFirewall, normaliseAction } from './firewall.ts';
import { HostInfo } from './host-info.ts';
import type { EngineOptions } from './options.ts';
import { Rootcheck } from './rootcheck.ts';
import { ScanTable } from './scan-moments.ts';
import type { EngineState } from './state.ts';
import { Statistics } from './statistics/index.ts';
import { statisticsFacts } from './statistics-rule.ts';

/** First-time-seen keys kept in all. */
const ftsKeysMax = 500_000;
const noLogs: readonly string[] = [];
/** Queue character of host information. */
const hostInfoQueue = '3';
const integrityQueue = '8';
const rootcheckQueue = '9';

/** Receives what happens inside, for the commands that explain. */
export interface EngineTrace {
  readonly assignments: Assignment[];
  readonly rules: RuleTrace | undefined;
  readonly steps?: DecodeStep[];
  /** Receives the event before it is decoded. */
  readonly begun?: (event: Event) => void;
}

/** How a verdict came about. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly steps: readonly DecodeStep[];
  readonly assignments: readonly Assignment[];
  /** Rules in the order in which they were tried. */
  readonly attempts: readonly Attempt[];
}

/** A verdict and what the log tester prints beside it. */
export class RuleEngine implements Engine {
  readonly ruleCount: number;
  readonly decoderCount: number;
  readonly #options: EngineOptions;
  readonly #tree: RuleTree;
  readonly #decoders: DecoderMachine;
  readonly #decoderTree: DecoderTree;
  readonly #memory: RuleMemory;
  readonly #history: History;
  readonly #machine: RuleMachine;
  readonly #duplicates = new Duplicates();
  readonly #accumulator = new Accumulator();
  readonly #hostInfo = new HostInfo();
  readonly #integrity: FileIntegrity;
  readonly #rootcheck = new Rootcheck();
  readonly scans = new ScanTable();
  /** The log tester counts nothing. */
  readonly statistics: Statistics | undefined;
  readonly #statisticsRule: RuleFacts;
  #anomaly: Verdict | undefined = undefined;

  constructor(decoders: DecoderTree, tree: RuleTree, options: EngineOptions) {
    this.#options = options;
    this.#integrity = new FileIntegrity(options.integrity);
    this.#tree = tree;
    this.#decoderTree = decoders;
    this.#decoders = new DecoderMachine(decoders);
    this.#memory = new RuleMemory({
      listSize: options.ftsListSize,
      minPrefix: options.ftsMinPrefix,
      keysMax: ftsKeysMax,
    });
    this.#history = historyFor(tree, options);
    this.#machine = new RuleMachine(tree, this.#memory, this.#history);
    this.statistics =
      options.mode === 'daemon' ? new Statistics(options.statistics.limits) : undefined;
    this.#statisticsRule = statisticsFacts(options);
    this.ruleCount = tree.rules.size;
    this.decoderCount = decoders.count;
  }

  rule(id: number): RuleFacts | undefined {
    return this.#tree.rules.get(id)?.facts;
  }

  /** The tree of rules, for those who explain. */
  get tree(): RuleTree {
    return this.#tree;
  }

  /**
   * Answers as `process` does and tells how the answer came about. It is the same machine and the
   * same conditions: what they remember of the event they remember here as well.
   */
  explain(record: LogRecord): Explanation | undefined {
    let event: Event | undefined;
    const evidence = new RuleEvidence(() => event ?? new Event(0, '', '', ''));
    const steps: DecodeStep[] = [];
    const assignments: Assignment[] = [];
    const begun = (one: Event): void => {
      event = one;
    };
    const verdict = this.process(record, { assignments, rules: evidence, steps, begun });
    if (verdict === undefined) return undefined;
    return { verdict, steps, assignments, attempts: evidence.attempts };
  }

  /** Every rule that can win an event: those with `noalert` only lead to their children. */
  winners(): readonly RuleFacts[] {
    return [...this.#tree.rules.values()].filter((one) => !one.noalert).map((one) => one.facts);
  }

  /** Whether any decoder could take an event with, or without, a program name. */
  hasDecoders(withProgram: boolean): boolean {
    const { withProgram: named, withoutProgram } = this.#decoderTree;
    return (withProgram ? named : withoutProgram).length > 0;
  }

  get maintenance(): MaintenanceTable {
    return this.#integrity.maintenance;
  }

  get anomaly(): Verdict | undefined {
    return this.#anomaly;
  }

  process(record: LogRecord, trace?: EngineTrace): Verdict | undefined {
    this.#anomaly = undefined;
    const event = predecode(record, this.#options.hostname, this.#decoderTree.dialect);
    if (event === undefined) return undefined;
    trace?.begun?.(event);
    if (this.statistics !== undefined) this.#passTo(this.statistics, event.timeMs);
    const told = this.#decode(event, trace);
    if (!told || this.#drops(event)) return verdict(event, undefined, true);
    if (event.decoderFacts?.accumulate === true) this.#accumulator.accumulate(event);
    if (this.statistics !== undefined) this.#count(this.statistics, event);
    this.#memory.context = undefined;
    this.#memory.contributors = undefined;
    const rule =
      event.presetRule === undefined
        ? this.#machine.winner(event, trace?.rules)
        : this.#tree.rules.get(event.presetRule);
    return rule === undefined ? verdict(event, undefined, false) : this.#settle(event, rule);
  }

  /** Decodes by the kind of the record; answers false for one that says nothing new. */
  #decode(event: Event, trace: EngineTrace | undefined): boolean {
    if (event.queue === hostInfoQueue) return this.#hostInfo.decode(event);
    if (event.queue === integrityQueue) return this.#integrity.decode(event);
    if (event.queue === rootcheckQueue) {
      this.scans.note(event.location, event.fullLog, event.timeMs);
      return this.#rootcheck.decode(event);
    }
    if (event.location === maintenanceLocation) this.maintenance.obey(event.fullLog);
    this.#decoders.decode(event, trace?.assignments, trace?.steps);
    const { locate } = this.#options;
    if (locate !== undefined) locateEnds(event, locate);
    return true;
  }

  /** An hour that is over is told with the rules that fired in it; then they count from 0. */
  #passTo(statistics: Statistics, timeMs: number): void {
    const own = this.#statisticsRule;
    const levelOf = (id: number): number => (id === own.id ? own : this.rule(id))?.level ?? 0;
    const fired = () => this.#memory.fired(levelOf);
    if (statistics.passTo(timeMs, fired)) this.#memory.forgetFired();
  }

  #count(statistics: Statistics, event: Event): void {
    const text = statistics.count();
    if (event.queue === integrityQueue) statistics.countIntegrity();
    const rule = this.#statisticsRule;
    if (text === undefined || rule.level === 0) return;
    const { timeMs, queue, location, hostname } = event;
    const told = new Event(timeMs, queue, location, text);
    told.hostname = hostname;
    told.ascii = !/[\x80-\xff]/.test(location);
    this.#anomaly = {
      event: told,
      rule,
      alert: rule.log,
      dropped: false,
      firedTimes: this.#memory.countFired(rule.id),
      context: noLogs,
    };
  }

  #drops(event: Event): boolean {
    if (this.#options.mode === 'tester') return false;
    if (event.decoderType === 'firewall') this.statistics?.countFirewall();
    if (event.decoderType === 'firewall' && this.#options.logFirewall) {
      if (!isCompleteFirewall(event)) return true;
      event.action = normaliseAction(event.action ?? '');
    }
    // A forwarded alert holds the log of another host: equal ones are no repetition of ours.
    if (event.decoderType !== 'syslog' || event.presetRule !== undefined) return false;
    return this.#duplicates.isRepeated(event.fullLog);
  }

  /** What follows from the rule that won: silence, correlation, the alert. */
  #settle(event: Event, rule: Rule): Verdict {
    const { facts } = rule;
    const firedTimes = this.#memory.countFired(facts.id);
    this.statistics?.countMatch();
    const second = Math.floor(event.timeMs / 1000);
    if (facts.level === 0 || this.#isSilenced(rule, second))
      return silent(event, facts, firedTimes);
    if (rule.checkIgnoredFields.length > 0) {
      const line = ignoreLine(event, rule.checkIgnoredFields);
      if (this.#memory.isIgnored(line)) return silent(event, facts, firedTimes);
    }
    if (rule.ignoreFields.length > 0 && this.#options.mode === 'daemon') {
      this.#memory.ignore(ignoreLine(event, rule.ignoreFields));
    }
    this.#history.keep(event, rule.membership);
    const context = this.#memory.context ?? noLogs;
    const { contributors } = this.#memory;
    return {
      event,
      rule: facts,
      alert: facts.log,
      dropped: false,
      firedTimes,
      context,
      contributors,
    };
  }

  /** The rule's own time of silence after an alert. */
  #isSilenced(rule: Rule, second: number): boolean {
    if (rule.ignoreSeconds === 0) return false;
    const { id } = rule.facts;
    const start = this.#memory.ignoreStart(id);
    if (start === undefined) {
      this.#memory.setIgnoreStart(id, second);
      return false;
    }
    // A clock that was set back must not keep a rule silent for longer than its time.
    if (second >= start && second - start < rule.ignoreSeconds) return true;
    this.#memory.setIgnoreStart(id, this.#options.mode === 'daemon' ? second : undefined);
    return false;
  }

  keepFilesIn(files: FileTable): void {
    this.#integrity.keepIn(files);
  }

  counters(): Readonly<Record<string, number>> {
    return {
      correlation_kept: this.#history.kept,
      correlation_evicted: this.#history.evicted,
      integrity_malformed: this.#integrity.malformed,
      integrity_evicted: this.#integrity.evicted,
      findings_malformed: this.#rootcheck.malformed,
      findings_evicted: this.#rootcheck.evicted,
      hosts_malformed: this.#hostInfo.malformed,
      hosts_evicted: this.#hostInfo.evicted,
      patterns_stopped: stoppedSearches(),
    };
  }

  snapshot(): EngineSnapshot {
    const body: EngineState = {
      correlation: this.#options.correlation,
      memory: this.#memory.snapshot(),
      kept: this.#history.snapshot(),
      duplicates: this.#duplicates.snapshot(),
      accumulated: this.#accumulator.snapshot(),
      hosts: this.#hostInfo.snapshot(),
      integrity: this.#integrity.snapshot(),
      findings: this.#rootcheck.snapshot(),
      scans: this.scans.snapshot(),
      ...(this.statistics === undefined ? {} : { statistics: this.statistics.snapshot() }),
    };
    return { version: 1, body };
  }

  restore(snapshot: EngineSnapshot): void {
    const state = snapshot.body as EngineState;
    this.#memory.restore(state.memory);
    this.#duplicates.restore(state.duplicates);
    this.#accumulator.restore(state.accumulated);
    this.#hostInfo.restore(state.hosts);
    if (state.integrity !== undefined) this.#integrity.restore(state.integrity);
    if (state.findings !== undefined) this.#rootcheck.restore(state.findings);
    if (state.scans !== undefined) this.scans.restore(state.scans);
    if (state.statistics !== undefined) this.statistics?.restore(state.statistics);
    if (state.kept !== undefined && state.correlation === this.#options.correlation) {
      this.#history.restore(state.kept);
    }
  }
}

function verdict(event: Event, rule: RuleFacts | undefined, dropped: boolean): Verdict {
  const contributors = undefined;
  return { event, rule, alert: false, dropped, firedTimes: 0, context: noLogs, contributors };
}

/** An event that a rule took without an alert. */
function silent(event: Event, rule: RuleFacts, firedTimes: number): Verdict {
  const contributors = undefined;
  return { event, rule, alert: false, dropped: false, firedTimes, context: noLogs, contributors };
}

function historyFor(tree: RuleTree, options: EngineOptions): History {
  const members = [...tree.rules.values()].map((rule) => rule.membership);
  const memberships = new Map(members.map((one) => [one.ruleId, one]));
  const { listMax, memorySize, exactEventsMax } = options;
  if (options.correlation === 'exact') {
    const bounds = { listMax, memorySize, eventsMax: exactEventsMax };
    return new ExactHistory(bounds, tree.composites, memberships);
  }
  const { largestFrequency } = tree;
  const bounds = { memorySize, listMax, largestFrequency };
  return new ReferenceHistory(bounds, tree.composites, memberships);
}

function locateEnds(event: Event, locate: (address: string) => string | undefined): void {
  const { srcip, dstip } = event;
  if (srcip !== undefined) event.srcgeoip = locate(srcip);
  if (dstip !== undefined) event.dstgeoip = locate(dstip);
}
