// One attempt of a call: a credential, a request, a response, and how it ended.
import {
  beginAttempt,
  type CallContext,
  type Deadlines,
  deadlineMs,
  type Encoded,
  type FailureEvidence,
  isKitError,
  KitError,
  type KitErrorOptions,
  type Phase,
  type RunningAttempt,
  type TransportResponse,
  timeoutError,
  toKitError,
  type WireHeaders,
  type WireRequest,
} from '@kit/core';
import type { Grant } from './auth/auth.ts';
import { type FailureReader, readFailure } from './failure/read-failure.ts';
import { type Secrets, secretsOf } from './failure/redact.ts';
import { HttpReply } from './reply/http-reply.ts';
import { readBody } from './reply/read-body.ts';
import { buildRequest, type Destination, destinationOf } from './request/build-request.ts';
import { CallCodec } from './request/codec-context.ts';
import { mergeHeaders } from './request/headers.ts';
import type { OperationPlan } from './request/plan.ts';
import type { Answer, Running } from './run-call.ts';

/** Error bodies are read up to here. */
const MAX_ERROR_BYTES = 1024 * 1024;

/** One attempt: a credential, a request, a response. */
export class Attempting {
  readonly #running: Running;
  readonly #startedAtMs: number;
  readonly #attempt: RunningAttempt;
  #grant: Grant | undefined;
  #to!: Destination;
  #codec: CallCodec | undefined;
  #sent: SentRequest | undefined;
  #replayable = true;
  #headersMs = 0;
  #known: KitErrorOptions;

  constructor(running: Running) {
    const { caller, operation, model, context } = running;
    this.#running = running;
    this.#startedAtMs = context.environment.monotonicMs();
    this.#attempt = beginAttempt(context, {
      provider: caller.provider,
      operation,
      ...(model !== undefined && { model }),
    });
    this.#known = { provider: caller.provider, operation, model };
  }

  get codec(): CallCodec {
    return this.#codec as CallCodec;
  }

  /** True if a fresh credential may help and the request can be sent again. */
  get renewable(): boolean {
    return this.#replayable && this.#grant?.renewable === true;
  }

  /** Asks for a credential, unless the call goes to an endpoint that must not get the configured one. */
  borrow(): Promise<void> | undefined {
    const { caller, context } = this.#running;
    context.scope.throwIfCancelled();
    this.#to = destinationOf(context, caller.base);
    if (this.#to.foreign && !context.credentials) return this.#take(undefined);
    const grant = caller.auth.acquire(context);
    return grant instanceof Promise ? grant.then((granted) => this.#take(granted)) : this.#take(grant);
  }

  #take(grant: Grant | undefined): undefined {
    const { caller, operation, model, context } = this.#running;
    this.#grant = grant;
    const label = grant?.label;
    if (label !== undefined) this.#known = { ...this.#known, credential: label };
    this.#codec = new CallCodec({
      operation,
      provider: caller.provider,
      vendor: caller.vendor,
      endpoint: this.#to.base.prefix,
      context,
      account: label,
      model,
      readFailure: (evidence) => this.#read(evidence),
    });
  }

  async send({ wire }: Encoded<unknown>): Promise<TransportResponse> {
    const { caller, plan, request, context } = this.#running;
    const { scope, deadlines, environment } = context;
    const unsigned = buildRequest(plan, wire, { request, context, to: this.#to });
    const { method, headers, body } = unsigned;
    this.#replayable = unsigned.replayable;
    let { url } = unsigned;
    if (this.#grant && !unsigned.unsigned) {
      const applied = this.#grant.apply({
        method,
        url,
        headers,
        body: typeof body === 'string' || body instanceof Uint8Array ? body : undefined,
      });
      const changed = applied instanceof Promise ? await applied : applied;
      if (changed) url = changed.url;
    }
    this.#sent = { url, headers, wire };
    const limits = headLimits(deadlines, plan.streamTransformer !== undefined);
    let response: TransportResponse;
    try {
      response = await caller.transport(
        { method, url, headers, ...(body !== undefined && { body }) },
        { scope, connectMs: deadlineMs(deadlines, 'connect'), headersMs: limits.headersMs },
      );
    } catch (error) {
      throw limits.phase === 'first-part' && isKitError(error, 'timeout') && error.phase === 'headers'
        ? timeoutError('first-part', limits.headersMs as number)
        : error;
    }
    this.#headersMs = environment.monotonicMs() - this.#startedAtMs;
    const requestId = requestIdOf(response.headers, caller.requestIdHeaders);
    if (requestId !== undefined) this.#known = { ...this.#known, requestId };
    this.#attempt.update({
      status: response.status,
      timings: { headersMs: this.#headersMs },
      credential: this.#grant?.label,
      requestId,
    });
    this.codec.reply = response;
    return response;
  }

  /** The KitError of a response that is a failure. */
  async readFailure(response: TransportResponse): Promise<KitError> {
    const { context } = this.#running;
    if (response.status < 400) {
      response.body.cancel();
      return redirected(response, this.#known);
    }
    const bytes = await readBody(response.body, { context, maxBytes: MAX_ERROR_BYTES, beyond: 'cut' });
    const reply = new HttpReply(
      { status: response.status, headers: response.headers, bytes },
      { headersMs: this.#headersMs, totalMs: 0, credential: undefined },
    );
    return this.#read({ status: response.status, headers: response.headers, body: reply.body() });
  }

  answer<State>(response: TransportResponse, encoded: Encoded<State>): Answer<State> {
    return {
      response,
      encoded,
      codec: this.codec,
      attempt: returning(this.#attempt, this.#grant),
      startedAtMs: this.#startedAtMs,
      headersMs: this.#headersMs,
      credential: this.#grant?.label,
      requestId: this.#known.requestId,
      known: this.#known,
    };
  }

  /** Settles the attempt; answers the error as it is to be thrown. */
  fail(thrown: unknown): KitError {
    const { context } = this.#running;
    const error = toKitError(thrown, 'server').with({ ...this.#known, attempts: context.trace.attempts });
    const totalMs = context.environment.monotonicMs() - this.#startedAtMs;
    const credential = this.#grant?.label;
    returning(this.#attempt, this.#grant).settle(error.code === 'aborted' ? 'cancelled' : 'failed', {
      error,
      timings: { totalMs },
      ...(credential !== undefined && { credential }),
    });
    return error;
  }

  #read(evidence: FailureEvidence): KitError {
    const { caller, plan, context } = this.#running;
    const secrets: Secrets = this.#sent ? secretsOf(this.#sent, addedNames(this.#sent, plan, context)) : [];
    const reader: FailureReader = {
      errors: caller.errors,
      name: caller.name,
      nowMs: context.environment.now(),
      secrets,
      known: this.#known,
      alternatives: this.#grant?.alternatives ?? false,
    };
    return readFailure(evidence, reader);
  }
}

/** A signed request, and what it was made of. */
interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly wire: WireRequest;
}

/** Names of the headers that the credential added or changed. Worked out only when something is shown. */
export function addedNames(
  { headers, wire }: SentRequest,
  plan: OperationPlan,
  context: CallContext,
): ReadonlySet<string> {
  const expected = mergeHeaders(plan.headers, wire.headers, context.headers);
  const names = new Set<string>();
  for (const name in headers) if (headers[name] !== expected[name] && !bodyHeaders.has(name)) names.add(name);
  return names;
}

const bodyHeaders: ReadonlySet<string> = new Set(['content-type', 'content-length']);

/** The attempt, and with its end the credential is given back. */
function returning(attempt: RunningAttempt, grant: Grant | undefined): RunningAttempt {
  if (!grant?.settle) return attempt;
  return {
    get record() {
      return attempt.record;
    },
    update: attempt.update,
    settle(outcome, change) {
      const pending = attempt.record.outcome === 'pending';
      attempt.settle(outcome, change);
      if (pending) grant.settle?.({ ...(change?.error && { error: change.error }) });
    },
  };
}

/** How long the head may take. The time to a stream's first part begins with the request, so that it counts here too. */
function headLimits(
  deadlines: Deadlines | undefined,
  streamed: boolean,
): { readonly headersMs: number | undefined; readonly phase: Phase } {
  const headersMs = deadlineMs(deadlines, 'headers');
  const firstPartMs = streamed ? deadlineMs(deadlines, 'firstPart') : undefined;
  if (firstPartMs === undefined || (headersMs !== undefined && headersMs <= firstPartMs))
    return { headersMs, phase: 'headers' };
  return { headersMs: firstPartMs, phase: 'first-part' };
}

function requestIdOf(headers: WireHeaders, names: readonly string[]): string | undefined {
  for (const name of names) if (headers[name] !== undefined) return headers[name];
  return undefined;
}

function redirected({ status, headers }: TransportResponse, known: KitErrorOptions): KitError {
  const { location } = headers;
  let place = 'nowhere';
  try {
    if (location !== undefined)
      place = location.startsWith('/') ? 'another path of the same server' : new URL(location).origin;
  } catch {
    place = 'something that is no URL';
  }
  return new KitError(
    'invalid-response',
    `The server redirects (status ${status}) to ${place}. Redirects are not followed: set \`baseURL\` to where the API is.`,
    { ...known, status, retry: 'other-provider' },
  );
}
