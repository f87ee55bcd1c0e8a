// One attempt of a call: a credential, a request, a response, and how it ended.
import {
  type Attempt,
  beginAttempt,
  type Deadlines,
  deadlineMs,
  type Encoded,
  type ErrorCode,
  type FailureEvidence,
  isKitError,
  KitError,
  type KitErrorOptions,
  type RunningAttempt,
  type TransportRequest,
  type TransportResponse,
  timeoutError,
  toKitError,
  type WireHeaders,
  type WireRequest,
} from '@kit/core';
import type { Grant, SignableRequest } from './auth/auth.ts';
import type { FailedAttempt } from './failure/failure-reading.ts';
import { withHint } from './failure/unreachable.ts';
import { type BuiltRequest, baseOf, buildRequest, isForeign } from './request/build-request.ts';
import { CallCodec } from './request/codec-context.ts';
import { patched } from './request/patched.ts';
import type { Base } from './request/url.ts';
import type { Answer, Running } from './run-call.ts';

/** One attempt: a credential, a request, a response. What it writes into the trace, it writes itself. */
export class Attempting<State = unknown> implements Answer<State> {
  readonly startedAtMs: number;
  readonly #running: Running;
  readonly #attempt: RunningAttempt;
  #base: Base | undefined;
  #grant: Grant | undefined;
  #codec: CallCodec | undefined;
  /** Of what was encoded and sent the bodies are not kept: a stream may be open for long. */
  #encoded: Omit<Encoded<State>, 'wire'> | undefined;
  #ownHeaders: WireRequest['headers'];
  #sent: Pick<TransportRequest, 'url' | 'headers'> | undefined;
  #response: TransportResponse | undefined;
  #replayable = true;
  headersMs = 0;
  requestId: string | undefined;

  constructor(running: Running) {
    const { caller, operation, model, context } = running;
    this.#running = running;
    this.startedAtMs = context.environment.monotonicMs();
    this.#attempt = beginAttempt(context, { provider: caller.provider, operation, model });
  }

  get codec(): CallCodec {
    return this.#codec as CallCodec;
  }

  get encoded(): Omit<Encoded<State>, 'wire'> {
    return this.#encoded as Omit<Encoded<State>, 'wire'>;
  }

  get response(): TransportResponse {
    return this.#response as TransportResponse;
  }

  get credential(): string | undefined {
    return this.#grant?.label;
  }

  get known(): KitErrorOptions {
    const { caller, operation, model } = this.#running;
    const { credential, requestId } = this;
    return { provider: caller.provider, operation, model, credential, requestId };
  }

  /** True if a fresh credential may help and the request can be sent again. */
  get renewable(): boolean {
    return this.#replayable && this.#grant?.renewable === true;
  }

  get record(): Attempt {
    return this.#attempt.record;
  }

  update(change: Partial<Attempt>): void {
    this.#attempt.update(change);
  }

  /** With the attempt's end the credential is given back. */
  settle(outcome: Exclude<Attempt['outcome'], 'pending'>, change?: Partial<Attempt>): void {
    if (this.record.outcome !== 'pending') return;
    this.#attempt.settle(outcome, change);
    const error = change?.error;
    this.#grant?.settle?.(error ? { error } : {});
  }

  /** Asks for a credential, unless the call goes to an endpoint that must not get the configured one. */
  borrow(): Promise<void> | undefined {
    const { caller, plan, context } = this.#running;
    context.scope.throwIfCancelled();
    const base = baseOf(context, plan.base);
    if (isForeign(base, plan.base) && !context.credentials) return this.#take(base, undefined);
    const grant = caller.auth.acquire(context);
    return grant instanceof Promise ? grant.then((granted) => this.#take(base, granted)) : this.#take(base, grant);
  }

  #take(base: Base, grant: Grant | undefined): undefined {
    this.#base = base;
    this.#grant = grant;
    this.#codec = new CallCodec(this.#running, base.prefix, grant?.account ?? grant?.label, this);
  }

  /** Resolves with the head of the response. */
  send(encoded: Encoded<State>): Promise<TransportResponse> {
    const signed = this.sign(encoded);
    return signed instanceof Promise ? signed.then((request) => this.#dispatch(request)) : this.#dispatch(signed);
  }

  /** The request as it is to be sent. */
  sign({ wire, state, warnings }: Encoded<State>): TransportRequest | Promise<TransportRequest> {
    const { patch } = this.#running.context;
    this.#encoded = { state, warnings };
    this.#ownHeaders = wire.headers;
    return patch ? patched(wire, patch).then((changed) => this.#sign(changed)) : this.#sign(wire);
  }

  #sign(wire: WireRequest): TransportRequest | Promise<TransportRequest> {
    const { plan, request, context } = this.#running;
    const base = this.#base as Base;
    const foreign = isForeign(base, plan.base);
    const built = buildRequest(plan, wire, { request, context, base, foreign });
    this.#replayable = built.replayable;
    if (!this.#grant || built.unsigned) return built.request;
    const signed = this.#grant.apply(signable(built));
    return signed instanceof Promise
      ? signed.then((changed) => withUrl(built.request, changed))
      : withUrl(built.request, signed);
  }

  #dispatch(request: TransportRequest): Promise<TransportResponse> {
    const { caller, plan, context } = this.#running;
    const { url, headers } = request;
    this.#sent = { url, headers };
    return caller.transport(request, {
      scope: context.scope,
      connectMs: deadlineMs(context.deadlines, 'connect'),
      headersMs: headLimitMs(context.deadlines, plan.streamTransformer !== undefined),
      queueMs: deadlineMs(context.deadlines, 'queue'),
    });
  }

  /** Takes note of the response's head. */
  receive(response: TransportResponse): void {
    const { caller, context } = this.#running;
    const { status, headers } = response;
    this.#response = response;
    this.headersMs = context.environment.monotonicMs() - this.startedAtMs;
    this.requestId = requestIdOf(headers, caller.requestIdHeaders);
    this.codec.reply = response;
    const { credential, requestId } = this;
    this.update({ status, timings: { headersMs: this.headersMs }, credential, requestId });
  }

  /** The KitError of a response that is a failure. */
  async readFailure(): Promise<KitError> {
    const { response, headersMs } = this;
    const { failures, name } = this.#running.caller;
    const reading = await failures.load().catch((cause: unknown) => {
      const { status, body } = response;
      body.cancel();
      throw new KitError('server', `${name}: status ${status}. What reads the reasons could not be loaded.`, {
        status,
        cause,
      });
    });
    return reading.readResponse(response, headersMs, this.#failed);
  }

  /** Settles the attempt; answers the error as it is to be thrown. `otherwise` is the code of what is no KitError. */
  fail(thrown: unknown, otherwise: ErrorCode = 'server'): KitError {
    const { caller, context, plan } = this.#running;
    const { credential } = this;
    const told = asFirstPart(thrown, context.deadlines, plan.streamTransformer !== undefined);
    const error = withHint(toKitError(told, otherwise), caller.unreachableHint).with({
      ...this.known,
      attempts: context.trace.attempts,
    });
    const totalMs = context.environment.monotonicMs() - this.startedAtMs;
    this.settle(error.code === 'aborted' ? 'cancelled' : 'failed', {
      error,
      timings: { totalMs },
      ...(credential !== undefined && { credential }),
    });
    return error;
  }

  /** What the vendor told, as its error table reads it. */
  failure(evidence: FailureEvidence): KitError {
    return this.#running.caller.failures.read(evidence, this.#failed);
  }

  get #failed(): FailedAttempt {
    const { plan, context } = this.#running;
    return {
      context,
      plan,
      sent: this.#sent,
      ownHeaders: this.#ownHeaders,
      known: this.known,
      alternatives: this.#grant?.alternatives ?? false,
    };
  }
}

/** Strategies that put the credential into the URL answer another one. */
function withUrl(request: TransportRequest, changed: Awaited<ReturnType<Grant['apply']>>): TransportRequest {
  return changed ? { ...request, url: changed.url } : request;
}

/** What a strategy signs; it never sees a body that is a stream. */
function signable({ request }: BuiltRequest): SignableRequest {
  const { method, url, headers, body } = request;
  return typeof body === 'object' && !(body instanceof Uint8Array)
    ? { method, url, headers }
    : (request as SignableRequest);
}

/** How long the head may take. The time to a stream's first part begins with the request, so that it counts here too. */
function headLimitMs(deadlines: Deadlines | undefined, streamed: boolean): number | undefined {
  const headersMs = deadlineMs(deadlines, 'headers');
  const firstPartMs = streamed ? deadlineMs(deadlines, 'firstPart') : undefined;
  if (firstPartMs === undefined || headersMs === undefined) return headersMs ?? firstPartMs;
  return Math.min(headersMs, firstPartMs);
}

/** A head that did not come in time is the first part's failure where that had to come sooner. */
function asFirstPart(thrown: unknown, deadlines: Deadlines | undefined, streamed: boolean): unknown {
  if (!streamed || !isKitError(thrown, 'timeout') || thrown.phase !== 'headers') return thrown;
  const limitMs = headLimitMs(deadlines, true);
  return limitMs === undefined || limitMs === deadlineMs(deadlines, 'headers')
    ? thrown
    : timeoutError('first-part', limitMs);
}

function requestIdOf(headers: WireHeaders, names: readonly string[]): string | undefined {
  for (const name of names) if (headers[name] !== undefined) return headers[name];
  return undefined;
}
