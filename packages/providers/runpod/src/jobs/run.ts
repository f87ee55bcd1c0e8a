// Runs a job within a call: starts it, waits for its end, and cancels it when the call ends before.
import {
  type Call,
  type CodecContext,
  type Job,
  type JobStatus,
  type JsonObject,
  type JsonValue,
  type KitError,
  type VendorOptions,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { awaitJob, type Exchange, type JobDefinition } from '@kit/http';
import { recordOf } from '@kit/wire';
import { endpointOf, followUp, type Settings } from '../options.ts';
import { isFinal, jobOf, stateOf } from './job.ts';
import type { RunpodJob } from './operation.ts';

export type AskingCall = Parameters<Exchange['send']>[0];

const maxPollMs = 10_000;

/** A job that was started, and the reply that said so. */
export interface StartedJob {
  readonly job: RunpodJob;
  readonly reply: WireReply;
  readonly endpoint: string;
  /** For all requests that follow. */
  readonly call: AskingCall;
}

/** What a request says for jobs alone: `input` is merged into the job's, the rest stands beside it. */
export function jobBody(
  input: JsonObject,
  vendor: VendorOptions | undefined,
  codec: Pick<CodecContext, 'provider' | 'vendor'>,
): JsonObject {
  const { input: more, ...beside } = vendorOptions(vendor, codec, 'runpod-job') ?? {};
  return { ...beside, input: { ...input, ...recordOf(more) } } as JsonObject;
}

/** The request that starts a job: held open for a while, or answered at once. */
export function startRequest(endpoint: string, body: JsonObject, waitMs: number): WireRequest {
  const value: JsonValue = body;
  if (waitMs === 0) return { method: 'POST', path: `/${endpoint}/run`, body: { type: 'json', value } };
  const query = { wait: String(Math.round(waitMs)) };
  return { method: 'POST', path: `/${endpoint}/runsync`, query, body: { type: 'json', value } };
}

export async function startJob(
  call: AskingCall,
  exchange: Exchange,
  settings: Settings,
  body: JsonObject,
  waitMs = settings.waitMs,
): Promise<StartedJob> {
  const endpoint = endpointOf(settings, call.request);
  const reply = await exchange.send(call, startRequest(endpoint, body, waitMs));
  const { credential } = exchange.meta(call.context, reply);
  return {
    job: jobOf(reply),
    reply,
    endpoint,
    call: { ...call, context: followUp(call.context, settings, credential) },
  };
}

export interface SeenJob {
  readonly job: RunpodJob;
  readonly reply: WireReply;
}

/**
 * Waits for the end. Whatever ends the waiting before that (an abort, a deadline) cancels the job, which would otherwise
 * run on and be billed.
 * @throws KitError for a job that failed, timed out or was cancelled
 */
export async function finishJob(started: StartedJob, exchange: Exchange, settings: Settings): Promise<SeenJob> {
  const { call, endpoint, job } = started;
  const seen = isFinal(job)
    ? started
    : await awaitJob(call.context, {
        look: async () => {
          const now = await askJob(call, exchange, endpoint, job.id);
          return isFinal(now.job) ? now : undefined;
        },
        onGivenUp: () => cancelQuietly(started, exchange, settings),
        pollMs: settings.pollMs,
        maxPollMs,
      });
  if (stateOf(seen.job) !== 'succeeded') throw lost(seen.job, call, exchange);
  return seen;
}

export async function askJob(call: AskingCall, exchange: Exchange, endpoint: string, id: string): Promise<SeenJob> {
  const path = `/${endpoint}/status/${encodeURIComponent(id)}`;
  const reply = await exchange.send(call, { method: 'GET', path });
  return { job: jobOf(reply), reply };
}

/** What the error table makes of a job that has no result. */
export function lost(job: RunpodJob, call: AskingCall, exchange: Exchange): KitError {
  return exchange.codec(call).failure({ body: job.raw });
}

/** Nobody waits for this any more: it makes its own exchange, and what goes wrong with it concerns nobody. */
export function cancelQuietly({ call, endpoint, job }: StartedJob, exchange: Exchange, settings: Settings): void {
  exchange
    .job(
      call as Call,
      definitionOf(call, endpoint, job.id, settings, () => undefined),
    )
    .cancel()
    .catch(() => {});
}

/** The id of a handle: a job is nothing without its endpoint. */
export const handleId = (endpoint: string, id: string): string => `${endpoint}/${id}`;

/** An endpoint and a job's id, of a handle's id or a bare one. */
export function placeOf(attach: string, settings: Settings, request: unknown): { endpoint: string; id: string } {
  const at = attach.indexOf('/');
  if (at > 0) return { endpoint: attach.slice(0, at), id: attach.slice(at + 1) };
  return { endpoint: endpointOf(settings, request), id: attach };
}

/** A job as a handle; `resultOf` makes the result of one that succeeded. */
export function definitionOf<T>(
  { operation }: AskingCall,
  endpoint: string,
  id: string,
  settings: Settings,
  resultOf: (job: RunpodJob) => T | Promise<T>,
): JobDefinition<T> {
  return {
    id: handleId(endpoint, id),
    pollMs: settings.pollMs,
    maxPollMs,
    onAbort: 'cancel',
    status: async (exchange, context): Promise<JobStatus> => {
      const call = { operation, context };
      const { job } = await askJob(call, exchange, endpoint, id);
      const state = stateOf(job);
      const isLost = state === 'failed' || state === 'cancelled' || state === 'expired';
      return { state, rawState: job.status, ...(isLost && { error: lost(job, call, exchange) }) };
    },
    results: async (exchange, context) => resultOf((await askJob({ operation, context }, exchange, endpoint, id)).job),
    cancel: async (exchange, context) => {
      const path = `/${endpoint}/cancel/${encodeURIComponent(id)}`;
      await exchange.send({ operation, context }, { method: 'POST', path });
    },
  };
}

/** What a handle is asked for: a job that was started, or the body of a new one. */
export interface HandleAsk {
  readonly attach?: string | undefined;
  readonly body: () => JsonObject;
}

export async function jobHandle<T>(
  call: Call,
  exchange: Exchange,
  settings: Settings,
  { attach, body }: HandleAsk,
  resultOf: (job: RunpodJob) => T,
): Promise<Job<T>> {
  if (attach !== undefined) {
    const { endpoint, id } = placeOf(attach, settings, call.request);
    return exchange.job(call, definitionOf(call, endpoint, id, settings, resultOf));
  }
  const { endpoint, job, reply, call: asking } = await startJob(call, exchange, settings, body(), 0);
  return exchange.job({ ...call, context: asking.context } as Call, {
    ...definitionOf(call, endpoint, job.id, settings, resultOf),
    reply,
  });
}

/** The first request: one that starts a job, or a look at one. */
export function shownHandle(
  request: unknown,
  settings: Settings,
  { attach, body }: HandleAsk,
  look: 'status' | 'stream' = 'status',
): WireRequest {
  if (attach === undefined) return startRequest(endpointOf(settings, request), body(), 0);
  const { endpoint, id } = placeOf(attach, settings, request);
  return { method: 'GET', path: `/${endpoint}/${look}/${encodeURIComponent(id)}` };
}
