import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/index.ts';
import { enrolAgent, FleetError, KeyFile, TokenFile, type KeptToken } from '../fleet/index.ts';
import {
  secretHash,
  type AgentEntry,
  type EnrolProblem,
  type EnrolRequest,
} from '../wire/index.ts';

/** What an agent has to show: nothing, or the password or a token. */
export type Admission =
  | { readonly kind: 'open' }
  /** Without a password only tokens count. */
  | { readonly kind: 'password'; readonly password: string | undefined };

export interface DeskOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly admission: Admission;
  /** Whether keys are good for the address alone that asked for them. */
  readonly isBound: boolean;
  readonly replaceAfterSeconds: number | undefined;
}

export type Decision =
  | { readonly kind: 'added'; readonly agent: AgentEntry; readonly replaced: readonly AgentEntry[] }
  | { readonly kind: 'refused'; readonly problem: EnrolProblem; readonly cause?: unknown }
  /** Nothing is said to whoever does not show what it must. */
  | { readonly kind: 'not-admitted' };

/** Decides on requests, one at a time where they meet in a file. */
export class EnrolDesk {
  readonly #options: DeskOptions;
  readonly #keys: KeyFile;
  readonly #tokens: TokenFile;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#keys = new KeyFile(options.home);
    this.#tokens = new TokenFile(options.home);
  }

  /** Never rejects: what the disk does not let us do is an answer too. */
  async decide(request: EnrolRequest, source: string): Promise<Decision> {
    const internal: EnrolProblem = { kind: 'internal', name: request.name };
    try {
      return await this.#decide(request, source);
    } catch (cause) {
      if (!isOfTheWorld(cause)) throw cause;
      return { kind: 'refused', problem: internal, cause };
    }
  }

  async #decide(request: EnrolRequest, source: string): Promise<Decision> {
    const { home, clock, admission, isBound, replaceAfterSeconds } = this.#options;
    const isOpen = admission.kind === 'open' || matches(admission.password, request.password);
    const token = isOpen ? undefined : await this.#takeToken(request);
    if (!isOpen && token === undefined) return { kind: 'not-admitted' };
    const { name } = request;
    const wish = { name, source, isBound, replaceAfterSeconds };
    const found = await enrolAgent(this.#keys, wish, { home, nowMs: clock() });
    if (found.kind === 'added') return found;
    // The agent may try again, perhaps under another name.
    if (token !== undefined) await this.#tokens.add(token, clock());
    switch (found.kind) {
      case 'bad-name':
        return { kind: 'refused', problem: { kind: 'bad-name', name } };
      case 'address-taken':
        return { kind: 'refused', problem: { kind: 'address-taken', address: source } };
      case 'full':
        return { kind: 'refused', problem: { kind: 'internal', name } };
      default:
        return found satisfies never;
    }
  }

  async #takeToken({ name, password }: EnrolRequest): Promise<KeptToken | undefined> {
    if (password === undefined) return undefined;
    const hash = secretHash(password);
    const now = this.#options.clock();
    // Looked up first without the lock: guesses must not hold it.
    if (!this.#tokens.list(now).some((one) => one.hash === hash)) return undefined;
    return this.#tokens.take(hash, name, now);
  }
}

/** What files and locks refuse: our own errors, and those of the system. */
function isOfTheWorld(error: unknown): boolean {
  return error instanceof FleetError || (error instanceof Error && 'syscall' in error);
}

function matches(password: string | undefined, given: string | undefined): boolean {
  if (password === undefined || password === '' || given === undefined) return false;
  const sum = (text: string): Buffer => createHash('sha256').update(text, 'latin1').digest();
  return timingSafeEqual(sum(password), sum(given));
}
