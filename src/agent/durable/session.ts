import { FleetError } from '../../fleet/index.ts';
import type { LinkContext, Session, SessionEnd, SessionPlan } from '../link/index.ts';
import { Conversation, type ConversationEnd } from './conversation.ts';
import { ServerStream } from './server-stream.ts';
import { defaultTiming, type DurableTiming } from './timing.ts';

/**
 * The durable protocol from the agent's side. What was sent stays in the spool until the server
 * says that its journal has it; after any interruption the server says where to go on.
 */
export class DurableSession implements Session {
  readonly protocol = 'durable';
  readonly #context: LinkContext;
  readonly #timing: DurableTiming;

  constructor(context: LinkContext, timing?: Partial<DurableTiming>) {
    this.#context = context;
    this.#timing = { ...defaultTiming, ...timing };
  }

  close(): void {
    // Nothing outlives a run.
  }

  async run(plan: SessionPlan): Promise<SessionEnd> {
    for (;;) {
      const end = await this.#connect(plan);
      if (end.kind !== 'renamed') return end;
    }
  }

  async #connect(plan: SessionPlan): Promise<ConversationEnd> {
    const { client } = this.#context;
    const stream = await ServerStream.open({
      server: plan.server,
      localIp: client.localIp,
      timeoutMs: this.#timing.connectMs,
      signal: plan.signal,
    });
    if (plan.signal.aborted) return { kind: 'stopped' };
    if (typeof stream === 'string') return { kind: 'silent', reason: stream };
    const close = (): void => stream.close();
    plan.signal.addEventListener('abort', close);
    try {
      return await new Conversation(this.#context, this.#timing, stream, plan).run();
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      return { kind: 'refused', reason: error.message };
    } finally {
      plan.signal.removeEventListener('abort', close);
      stream.close();
      this.#context.orders.reset();
    }
  }
}
