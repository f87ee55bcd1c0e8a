// Runs one exchange of a call: credential, encoding, sending, failures. Everything an HTTP provider does goes through here.
import type {
  CallContext,
  Encoded,
  ErrorCode,
  KitError,
  KitErrorOptions,
  Operation,
  RunningAttempt,
  Transformer,
  Transport,
  TransportResponse,
} from '@kit/core';
import { Attempting } from './attempting.ts';
import type { Auth } from './auth/auth.ts';
import type { Failures } from './failure/failures.ts';
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
  readonly failures: Failures;
  readonly failsInside: ((body: unknown) => boolean) | undefined;
  readonly requestIdHeaders: readonly string[];
  readonly transport: Transport;
  readonly maxReplyBytes: number;
  readonly learnEvents: boolean;
  readonly unreachableHint: string | undefined;
}

/** One operation's call, and who makes it. */
export interface Running {
  readonly caller: Caller;
  readonly plan: OperationPlan;
  readonly operation: Operation;
  readonly request: unknown;
  readonly model: string | undefined;
  readonly context: CallContext;
  /** Where the transformer is the plain one: loads the whole one. */
  readonly whole?: (() => Promise<Transformer<Operation>>) | undefined;
}

/** A reply that is no failure; its body is still to be read. It is the attempt that brought it. */
export interface Answer<State = unknown> extends RunningAttempt {
  readonly response: TransportResponse;
  readonly encoded: Omit<Encoded<State>, 'wire'>;
  readonly codec: CallCodec;
  readonly startedAtMs: number;
  readonly headersMs: number;
  readonly credential: string | undefined;
  readonly requestId: string | undefined;
  /** Goes into every error from here on. */
  readonly known: KitErrorOptions;
  /** Settles the attempt; answers the error as it is to be thrown. `otherwise` is the code of what is no KitError. */
  fail(thrown: unknown, otherwise: ErrorCode): KitError;
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
    const attempting = new Attempting<State>(running);
    try {
      const borrowing = attempting.borrow();
      if (borrowing) await borrowing;
      encoded ??= encode(attempting.codec);
      const response = await attempting.send(encoded);
      attempting.receive(response);
      if (response.status >= 200 && response.status < 300) return attempting;
      const error = await attempting.readFailure();
      if (error.code !== 'authentication' || replayed || !attempting.renewable) throw error;
      attempting.fail(error);
    } catch (thrown) {
      throw attempting.fail(thrown);
    }
  }
}

/** Reads the body of an answer whole: at once where it has come with the head. */
export function readReply(running: Running, answer: Answer): HttpReply | Promise<HttpReply> {
  const { caller, context } = running;
  const bytes = readBody(answer.response.body, { context, maxBytes: caller.maxReplyBytes });
  return bytes instanceof Promise
    ? bytes.then((whole) => replyOf(running, answer, whole))
    : replyOf(running, answer, bytes);
}

function replyOf({ caller, context }: Running, answer: Answer, bytes: Uint8Array): HttpReply | Promise<HttpReply> {
  const { status, headers } = answer.response;
  const { headersMs, credential } = answer;
  const totalMs = context.environment.monotonicMs() - answer.startedAtMs;
  const reply = new HttpReply({ status, headers, bytes }, { headersMs, totalMs, credential });
  if (!caller.failsInside?.(reply.body())) return reply;
  return caller.failures.load().then(() => {
    throw answer.codec.failure({ body: reply.body() }).with(answer.known);
  });
}
