// The queue: work is put in, looked at, fetched, or taken out again.
import {
  type Call,
  type CallContext,
  deriveContext,
  isKitError,
  type JobState,
  type JobStatus,
  type JsonObject,
  KitError,
  type WireReply,
} from '@kit/core';
import { type Exchange, type JobDefinition, poll } from '@kit/http';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { appPath, modelPath } from '../endpoint-id.ts';
import { type FalSettings, maxPollMs } from '../settings.ts';

export type AskingCall = Parameters<Exchange['send']>[0];

export interface Draft {
  readonly model: string | undefined;
  readonly input: JsonObject;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** The request that puts work in. */
export function submission({ model, input, headers, query }: Draft) {
  return {
    method: 'POST',
    path: modelPath(model),
    ...(headers && { headers }),
    ...(query && { query }),
    body: { type: 'json', value: input },
  } as const;
}

/** Work in the queue. Its id says whose it is: `fal-ai/flux/requests/<id>`. */
export interface Submitted {
  readonly jobId: string;
  readonly requestId: string;
  readonly reply: WireReply;
  /** For all requests that follow, with the key that started it. */
  readonly call: AskingCall;
}

export async function submit(
  call: AskingCall,
  exchange: Exchange,
  draft: Draft,
  settings: FalSettings,
): Promise<Submitted> {
  const reply = await exchange.send(call, submission(draft));
  const requestId = stringOf(recordOf(reply.json())?.request_id);
  if (requestId === undefined)
    throw new KitError('invalid-response', 'The reply names no request.', { status: reply.status });
  const { credential } = exchange.meta(call.context, reply);
  return {
    jobId: `${appPath(draft.model).slice(1)}/requests/${requestId}`,
    requestId,
    reply,
    call: { ...call, context: followUp(call.context, settings, credential) },
  };
}

/** Of several keys the one that started something has to ask for it; patches were meant for that request alone. */
function followUp(context: CallContext, { pooled }: FalSettings, credential: string | undefined): CallContext {
  return deriveContext(context, {
    patch: undefined,
    ...(pooled && credential !== undefined && { hints: { ...context.hints, credential } }),
  });
}

/** The path of a job's requests. @throws KitError `invalid-request` for what is no id of a job */
export function jobPath(jobId: string): string {
  const at = jobId.lastIndexOf('/requests/');
  const id = jobId.slice(at + '/requests/'.length);
  if (at < 0 || id === '' || id.includes('/'))
    throw new KitError('invalid-request', '`attach` must be the id of a job: "fal-ai/flux/requests/…".', {
      field: 'attach',
    });
  return `${appPath(jobId.slice(0, at))}/requests/${encodeURIComponent(id)}`;
}

interface Look {
  readonly state: JobState;
  readonly body: JsonRecord;
}

async function look(call: AskingCall, exchange: Exchange, jobId: string): Promise<Look> {
  const reply = await exchange.send(call, { method: 'GET', path: `${jobPath(jobId)}/status`, query: { logs: '1' } });
  const body = recordOf(reply.json()) ?? {};
  return { state: stateOf(body), body };
}

function stateOf({ status, error }: JsonRecord): JobState {
  if (status === 'COMPLETED') return error === undefined || error === null ? 'succeeded' : 'failed';
  if (status === 'CANCELLED' || status === 'CANCELED') return 'cancelled';
  return status === 'IN_QUEUE' ? 'queued' : 'running';
}

/** The output of work that is done; work that failed answers its failure here. */
async function fetchResult(call: AskingCall, exchange: Exchange, jobId: string): Promise<WireReply> {
  return exchange.send(call, { method: 'GET', path: jobPath(jobId) });
}

/**
 * Waits for the end. Whatever ends the waiting before that (an abort, a deadline) takes the work out of the queue, where it
 * would otherwise be done and billed.
 */
export async function finish(
  { call, jobId }: Submitted,
  exchange: Exchange,
  { pollMs }: FalSettings,
): Promise<WireReply> {
  let failures = 0;
  const done = async (): Promise<WireReply | undefined> => {
    try {
      const { state, body } = await look(call, exchange, jobId);
      failures = 0;
      if (state === 'queued' || state === 'running') return undefined;
      if (state === 'cancelled') throw new KitError('aborted', 'The request was cancelled.');
      const reply = await fetchResult(call, exchange, jobId);
      // The result is expected to tell the failure itself.
      if (state === 'failed') throw exchange.codec(call).failure({ body });
      return reply;
    } catch (error) {
      if (isEarly(error)) return undefined;
      // A look that fails says nothing of the work, which goes on: three in a row end the waiting.
      if (++failures < 3 && isKitError(error, 'overloaded', 'network', 'rate-limit') && error.retry === 'same')
        return undefined;
      throw error;
    }
  };
  try {
    return await poll(call.context, done, { pollMs, maxPollMs });
  } catch (error) {
    if (call.context.scope.reason !== undefined) cancelQuietly(call, exchange, jobId);
    throw error;
  }
}

/** The status may be ahead of the result. */
const isEarly = (error: unknown) =>
  isKitError(error, 'invalid-request') && error.status === 400 && /still in progress/i.test(error.message);

/** Nobody waits for this any more: it makes its own exchange, and what goes wrong with it concerns nobody. */
function cancelQuietly(call: AskingCall, exchange: Exchange, jobId: string): void {
  exchange
    .job(
      call as Call,
      queueJob(call, jobId, () => undefined),
    )
    .cancel()
    .catch(() => {});
}

/** Work in the queue as a job; `resultOf` makes the result of its output. */
export function queueJob<T>(
  { operation }: AskingCall,
  jobId: string,
  resultOf: (output: unknown, requestId: string) => T,
  settings?: FalSettings,
): JobDefinition<T> {
  jobPath(jobId);
  const at = (context: CallContext): AskingCall => ({ operation, context });
  return {
    id: jobId,
    ...(settings && { pollMs: settings.pollMs }),
    maxPollMs,
    onAbort: 'cancel',
    status: async (exchange, context) => statusOf(await look(at(context), exchange, jobId), at(context), exchange),
    results: async (exchange, context) => {
      const reply = await fetchResult(at(context), exchange, jobId);
      return resultOf(reply.json(), jobId.slice(jobId.lastIndexOf('/') + 1));
    },
    cancel: async (exchange, context) => {
      await exchange.send(at(context), { method: 'PUT', path: `${jobPath(jobId)}/cancel` }).catch((error: unknown) => {
        // It was done before it could be stopped.
        const { vendor } = error as { readonly vendor?: unknown };
        if (recordOf(vendor)?.status !== 'ALREADY_COMPLETED') throw error;
      });
    },
  };
}

function statusOf({ state, body }: Look, call: AskingCall, exchange: Exchange): JobStatus {
  const rawState = stringOf(body.status);
  const logs = arrayOf(body.logs)
    .map((line) => stringOf(recordOf(line)?.message))
    .filter((line) => line !== undefined);
  const ahead = numberOf(body.queue_position);
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(logs.length > 0 && { logs: logs.join('\n') }),
    ...(ahead !== undefined && { counts: { total: ahead } }),
    ...(state === 'failed' && { error: exchange.codec(call).failure({ body }) }),
  };
}
