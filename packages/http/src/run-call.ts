// Runs one exchange of a call: credential, encoding, sending, failures. Everything an HTTP provider does goes through here.
import {
  type CallContext,
  type Encoded,
  type ErrorTable,
  type KitError,
  type KitErrorOptions,
  type Operation,
  type RunningAttempt,
  type Transport,
  type TransportResponse,
  toKitError,
} from '@kit/core';
import { Attempting } from './attempting.ts';
import type { Auth } from './auth/auth.ts';
import { HttpReply } from './reply/http-reply.ts';
import { readBody } from './reply/read-body.ts';
import type { CallCodec } from './request/codec-context.ts';
import type { OperationPlan } from './request/plan.ts';
import type { Base } from './request/url.ts';

/** What all calls of a provider share. */
export interface Caller {
  readonly provider: string;
  readonly vendor: string;
  /** Display name. */
  readonly name: string;
  readonly base: Base;
  readonly auth: Auth;
  readonly errors: ErrorTable | undefined;
  readonly failsInside: ((body: unknown) => boolean) | undefined;
  readonly requestIdHeaders: readonly string[];
  readonly transport: Transport;
  readonly maxReplyBytes: number;
}

/** One operation's call, and who makes it. */
export interface Running {
  readonly caller: Caller;
  readonly plan: OperationPlan;
  readonly operation: Operation;
  readonly request: unknown;
  readonly model: string | undefined;
  readonly context: CallContext;
}

/** A reply that is no failure; its body is still to be read. */
export interface Answer<State = unknown> {
  readonly response: TransportResponse;
  readonly encoded: Encoded<State>;
  readonly codec: CallCodec;
  readonly attempt: RunningAttempt;
  readonly startedAtMs: number;
  readonly headersMs: number;
  readonly credential: string | undefined;
  readonly requestId: string | undefined;
  /** Goes into every error from here on. */
  readonly known: KitErrorOptions;
}

/**
 * Sends what `encode` makes and resolves with the reply's head. One replay where the credential turns out to be stale, a
 * fresh one can be had and the body can be sent again; it is an attempt of its own.
 * @throws KitError for everything that went wrong, the attempt settled.
 */
export async function sendCall<State>(
  running: Running,
  encode: (codec: CallCodec) => Encoded<State>,
): Promise<Answer<State>> {
  let encoded: Encoded<State> | undefined;
  for (let replayed = false; ; replayed = true) {
    const attempting = new Attempting(running);
    try {
      const borrowing = attempting.borrow();
      if (borrowing) await borrowing;
      encoded ??= encode(attempting.codec);
      const response = await attempting.send(encoded);
      if (response.status >= 200 && response.status < 300) return attempting.answer(response, encoded);
      const error = await attempting.readFailure(response);
      if (error.code !== 'authentication' || replayed || !attempting.renewable) throw error;
      attempting.fail(error);
    } catch (thrown) {
      throw attempting.fail(thrown);
    }
  }
}

/** Reads the body of an answer whole. */
export async function readReply(running: Running, answer: Answer): Promise<HttpReply> {
  const { caller, context } = running;
  const { response, codec, known } = answer;
  const bytes = await readBody(response.body, { context, maxBytes: caller.maxReplyBytes });
  const totalMs = context.environment.monotonicMs() - answer.startedAtMs;
  const reply = new HttpReply(
    { status: response.status, headers: response.headers, bytes },
    { headersMs: answer.headersMs, totalMs, credential: answer.credential },
  );
  if (caller.failsInside) {
    const body = reply.body();
    if (caller.failsInside(body)) throw codec.failure({ body }).with(known);
  }
  return reply;
}

/** Settles the attempt of an answer that failed after its head; answers the error as it is to be thrown. */
export function failAnswer(
  running: Running,
  { attempt, known, startedAtMs }: Pick<Answer, 'attempt' | 'known' | 'startedAtMs'>,
  thrown: unknown,
): KitError {
  const { context } = running;
  const error = toKitError(thrown, 'invalid-response').with({ ...known, attempts: context.trace.attempts });
  const totalMs = context.environment.monotonicMs() - startedAtMs;
  attempt.settle(error.code === 'aborted' ? 'cancelled' : 'failed', { error, timings: { totalMs } });
  return error;
}
