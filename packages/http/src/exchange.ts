// What handled operations work with: exchanges that are authenticated, bounded and recorded like all others.
import {
  type Call,
  type Handler,
  type OperationDeclaration,
  type ResponseMeta,
  toKitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { Attempting } from './attempting.ts';
import type { Exchange, ExchangeSession, ExchangeSessionOptions } from './definition.ts';
import type { FailureReading } from './failure/failure-reading.ts';
import { createJob } from './jobs/job.ts';
import { HttpReply } from './reply/http-reply.ts';
import { baseOf } from './request/build-request.ts';
import { CallCodec } from './request/codec-context.ts';
import type { OperationPlan } from './request/plan.ts';
import { type Caller, type Running, readReply, sendCall } from './run-call.ts';
import { type Accounting, refused } from './run-declared.ts';

export interface ExchangeSources {
  readonly failures: FailureReading;
  readonly caller: Caller;
  readonly accounting: Accounting;
  readonly run: (call: Call, declaration: OperationDeclaration) => ReturnType<Handler>;
  readonly planned: (declaration: OperationDeclaration) => OperationPlan | Promise<OperationPlan>;
}

type ExchangeCall = Parameters<Exchange['send']>[0];

/** One for each provider: it keeps nothing of a call. */
export function createExchange({ caller, accounting, failures, run, planned }: ExchangeSources): Exchange {
  const planAt = (baseURL?: string) =>
    planned({ endpoint: { path: '', baseURL } } as unknown as OperationDeclaration) as OperationPlan;
  const plan = planAt();
  const modelOf = (request: unknown) => (request as { model?: string } | undefined)?.model;
  const exchange: Exchange = {
    provider: caller.provider,
    baseURL: caller.base.prefix,
    codec({ operation, context, request }) {
      const model = modelOf(request);
      const { prefix } = baseOf(context, caller.base);
      return new CallCodec({ caller, operation, model, context }, prefix, undefined, {
        failure: (evidence) =>
          failures.read(evidence, {
            context,
            plan,
            sent: undefined,
            ownHeaders: undefined,
            known: { provider: caller.provider, operation, model },
            alternatives: false,
          }),
      });
    },
    run: (call, declaration) => run(call as unknown as Call, declaration as unknown as OperationDeclaration) as never,
    send: (call, wire, { baseURL } = {}) =>
      sendWhole(
        {
          caller,
          plan: baseURL === undefined ? plan : planAt(baseURL),
          ...call,
          request: call.request ?? {},
          model: modelOf(call.request),
        },
        wire,
      ),
    meta(context, reply, known = {}) {
      return metaOfReply({ caller, accounting, context }, reply, known);
    },
    checked({ operation, context }, warnings) {
      const [warning] = warnings;
      if (context.strict && warning) throw refused(warning, { provider: caller.provider, operation });
      return warnings;
    },
    async cost(usage, ...models) {
      return usage && accounting.prices.cost(usage, ...models);
    },
    session: (call, wire, options) =>
      openAt({ caller, plan, ...call, request: call.request ?? {}, model: modelOf(call.request) }, wire, options),
    job: (call, definition) => createJob(exchange, call, definition),
  };
  return exchange;
}

async function sendWhole(running: Running, wire: WireRequest): Promise<WireReply> {
  const answer = await sendCall(running, () => ({ wire, warnings: [], state: undefined }));
  try {
    const reply = await readReply(running, answer);
    const { totalMs } = reply.facts;
    answer.settle('complete', { timings: { firstPartMs: totalMs, totalMs } });
    return reply;
  } catch (thrown) {
    throw answer.fail(thrown, 'invalid-response');
  }
}

async function openAt<In, Out>(
  running: Running,
  wire: WireRequest,
  { explain, ...options }: ExchangeSessionOptions<In, Out>,
): Promise<ExchangeSession<In, Out>> {
  const { caller, model, context } = running;
  const attempting = new Attempting(running);
  try {
    const borrowing = attempting.borrow();
    if (borrowing) await borrowing;
    const { url, headers } = await attempting.sign({
      wire: { ...wire, method: 'GET' },
      warnings: [],
      state: undefined,
    });
    const { credential, startedAtMs } = attempting;
    attempting.update({ credential });
    const meta = {
      provider: caller.provider,
      ...(model !== undefined && { requestedModel: model, model }),
      ...(credential !== undefined && { credential }),
    };
    const { openSession } = await import('./session.ts');
    const session = await openSession<In, Out>({
      ...options,
      url: url.replace(/^http/i, 'ws'),
      headers,
      context,
      meta,
    });
    return { session, attempt: attempting, startedAtMs, meta };
  } catch (thrown) {
    const error = toKitError(thrown, 'network');
    throw attempting.fail(explain && error.code === 'network' ? await explain(error) : error, 'network');
  }
}

function metaOfReply(
  { caller, accounting, context }: Pick<ExchangeSources, 'caller' | 'accounting'> & Pick<ExchangeCall, 'context'>,
  reply: WireReply,
  known: { readonly model?: string; readonly requestedModel?: string; readonly responseId?: string },
): ResponseMeta {
  const { status, headers } = reply;
  const facts = reply instanceof HttpReply ? reply.facts : undefined;
  const rateLimit = accounting.rateLimits(headers, context.environment.now());
  const requestId = caller.requestIdHeaders.map((name) => headers[name]).find((value) => value !== undefined);
  return {
    provider: caller.provider,
    ...(known.requestedModel !== undefined && { requestedModel: known.requestedModel, model: known.requestedModel }),
    ...(known.model !== undefined && { model: known.model }),
    ...(known.responseId !== undefined && { responseId: known.responseId }),
    ...(requestId !== undefined && { requestId }),
    status,
    timings: facts ? { headersMs: facts.headersMs, firstPartMs: facts.totalMs, totalMs: facts.totalMs } : {},
    attempts: context.trace.attempts,
    ...(rateLimit && { rateLimit }),
    ...(facts?.credential !== undefined && { credential: facts.credential }),
  };
}
