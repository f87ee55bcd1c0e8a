// One joined request: who waits for it, and what each of them gets.
import {
  type Attempt,
  type Call,
  type CallContext,
  createContext,
  deriveContext,
  type EmbedRequest,
  type EmbedResponse,
  estimateTokens,
  type Handler,
  KitError,
  Scope,
  type Trace,
} from '@kit/core';
import { attemptShare, costShare, Shares, usageShare } from './usage-share.ts';

type Input = Exclude<EmbedRequest['input'], string>[number];

interface Member {
  readonly call: Call<'embed'>;
  readonly inputs: readonly Input[];
  readonly tokens: number;
  readonly resolve: (response: EmbedResponse) => void;
  readonly reject: (error: unknown) => void;
  forget: () => void;
}

export interface BatchLimits {
  readonly maxInputs: number;
  readonly maxTokens: number;
}

export function inputsOf({ request: { input } }: Call<'embed'>): readonly Input[] {
  return typeof input === 'string' ? [input] : input;
}

/** Text is counted; a picture is worth a thousand tokens. */
export function tokensOf(inputs: readonly Input[]): number {
  let tokens = 0;
  for (const input of inputs) {
    if (typeof input === 'string') tokens += estimateTokens(input);
    else for (const part of input) tokens += part.type === 'text' ? estimateTokens(part.text) : 1_000;
  }
  return tokens;
}

export class Batch {
  /** Its own: the abort of one caller leaves the others alone. */
  readonly #scope = new Scope();
  readonly #next: Handler<'embed'>;
  #members: Member[] = [];
  /** Members that the request was sent for and that are still there. */
  readonly #waiting = new Set<Member>();
  #sent = false;
  #inputs = 0;
  #tokens = 0;

  constructor(next: Handler<'embed'>) {
    this.#next = next;
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  get calls(): number {
    return this.#members.length;
  }

  get inputs(): number {
    return this.#inputs;
  }

  fits(inputs: number, tokens: number, { maxInputs, maxTokens }: BatchLimits): boolean {
    return this.isEmpty || (this.#inputs + inputs <= maxInputs && this.#tokens + tokens <= maxTokens);
  }

  join(call: Call<'embed'>, inputs: readonly Input[], tokens: number): Promise<EmbedResponse> {
    return new Promise((resolve, reject) => {
      const member: Member = { call, inputs, tokens, resolve, reject, forget: () => {} };
      this.#members.push(member);
      this.#inputs += inputs.length;
      this.#tokens += tokens;
      member.forget = call.context.scope.onCancel((reason) => {
        this.#leave(member, reason);
        reject(reason.with({ attempts: call.context.trace.attempts }));
      });
    });
  }

  /** Before it is sent, who leaves takes the inputs along; after it, the last to leave ends the request. */
  #leave(member: Member, reason: KitError): void {
    if (this.#sent) {
      this.#waiting.delete(member);
      if (this.#waiting.size === 0) this.#scope.cancel(reason);
      return;
    }
    this.#members = this.#members.filter((other) => other !== member);
    this.#inputs -= member.inputs.length;
    this.#tokens -= member.tokens;
  }

  async send(): Promise<void> {
    const members = this.#members;
    const [first] = members;
    this.#sent = true;
    if (!first) return;
    for (const member of members) this.#waiting.add(member);
    const alone = members.length === 1;
    const context = deriveContext(alone ? first.call.context : withOwnTrace(first.call.context), {
      scope: this.#scope,
    });
    const request = alone ? first.call.request : { ...first.call.request, input: members.flatMap((one) => one.inputs) };
    try {
      const response = await this.#next({ operation: 'embed', request, context });
      if (alone) this.#settle(first, () => first.resolve(response));
      else this.#share(members, response, context.trace);
    } catch (error) {
      if (!alone) this.#hand(context.trace);
      for (const member of members) this.#settle(member, () => member.reject(error));
    }
    this.#scope.close();
  }

  /** The attempts are those of the first one that is left. `answered`: what the last of them used is shared out. */
  #hand({ attempts }: Trace, answered?: { readonly members: readonly Member[]; readonly shares: Shares }): void {
    const [member] = this.#waiting;
    const last = attempts.at(-1);
    if (!member || !last) return;
    const at = answered?.members.indexOf(member) ?? -1;
    const own = answered && last.outcome === 'complete' ? attemptShare(last, answered.shares, at) : last;
    (member.call.context.trace.attempts as Attempt[]).push(...attempts.slice(0, -1), own);
  }

  #share(members: readonly Member[], response: EmbedResponse, trace: Trace): void {
    const { embeddings, usage, cost, meta, warnings } = response;
    if (embeddings.length !== this.#inputs) {
      throw new KitError(
        'invalid-response',
        `A joined request of ${this.#inputs} inputs was answered with ${embeddings.length} vectors.`,
        { provider: meta.provider, operation: 'embed' },
      );
    }
    const shares = new Shares(members.map(({ tokens }) => tokens));
    this.#hand(trace, { members, shares });
    let from = 0;
    for (const [at, member] of members.entries()) {
      const to = from + member.inputs.length;
      const own: EmbedResponse = {
        embeddings: embeddings.slice(from, to),
        meta: {
          ...meta,
          attempts: member.call.context.trace.attempts,
          vendor: { ...meta.vendor, batched: { calls: members.length, inputs: embeddings.length } },
        },
        warnings,
        ...(usage && { usage: usageShare(usage, shares, at) }),
        ...(cost && { cost: costShare(cost, shares, at) }),
      };
      this.#settle(member, () => member.resolve(own));
      from = to;
    }
  }

  #settle(member: Member, tell: () => void): void {
    member.forget();
    if (this.#waiting.delete(member)) tell();
  }
}

/** What a joined request uses is no single call's: whoever counts by the traces would count it twice. */
function withOwnTrace(context: CallContext): CallContext {
  const own = createContext(context, context.environment, context.events);
  // The scope is that of the batch.
  own.scope.close();
  return deriveContext(own, { target: context.target, notes: context.notes });
}
