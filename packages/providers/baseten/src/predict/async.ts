// Queued runs: their output goes to a webhook, their state is looked up.
import {
  type Call,
  type CallContext,
  type CodecContext,
  type JobState,
  type JobStatus,
  type JsonObject,
  KitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { arrayOf, type JsonRecord, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import type { Deployment } from '../deployment.ts';
import { hostAt, routesAt } from '../routes.ts';
import type { BasetenAsyncJob, BasetenAsyncRequest, BasetenAsyncRun } from './operations.ts';

type Start = Exclude<BasetenAsyncRequest, { readonly attach: string }>;
type Started = { readonly attach: string };

export function asyncOperation(deployment: Deployment | undefined): HandledOperation<'basetenAsync'> {
  const verb = deployment?.kind === 'chain' ? 'async_run_remote' : 'async_predict';
  return {
    inspect: ({ request }, codec) =>
      isStarted(request) ? look(request.attach, codec, deployment) : encodeRun(request as Start, codec, verb),
    async handle(call, exchange) {
      const { request } = call;
      if (isStarted(request)) return asyncJob(call, exchange, deployment, request.attach);
      const reply = await exchange.send(call, encodeRun(request as Start, exchange.codec(call), verb));
      const id = stringOf(recordOf(reply.json())?.request_id);
      if (id === undefined) throw new KitError('invalid-response', 'The reply names no run.');
      return asyncJob(call, exchange, deployment, id, reply);
    },
  };
}

const isStarted = (request: BasetenAsyncRequest): request is Started => request.attach !== undefined;

/** Unlike elsewhere the input is wrapped. */
function encodeRun(request: Start, codec: CodecContext, verb: string): WireRequest {
  const { input, webhookURL, priority, maxQueueSeconds, retry } = request;
  const value: JsonObject = {
    model_input: input,
    ...(webhookURL !== undefined && { webhook_endpoint: webhookURL }),
    ...(priority !== undefined && { priority }),
    ...(maxQueueSeconds !== undefined && { max_time_in_queue_seconds: maxQueueSeconds }),
    ...(retry && {
      inference_retry_config: {
        ...(retry.maxAttempts !== undefined && { max_attempts: retry.maxAttempts }),
        ...(retry.initialDelayMs !== undefined && { initial_delay_ms: retry.initialDelayMs }),
        ...(retry.maxDelayMs !== undefined && { max_delay_ms: retry.maxDelayMs }),
      },
    }),
  };
  return { url: `${routesAt(codec)}/${verb}`, body: { type: 'json', value } };
}

const look = (id: string, codec: CodecContext, deployment: Deployment | undefined): WireRequest => ({
  method: 'GET',
  url: `${hostAt(codec, deployment)}/async_request/${encodeURIComponent(id)}`,
});

function asyncJob(
  call: Call<'basetenAsync'>,
  exchange: Exchange,
  deployment: Deployment | undefined,
  id: string,
  reply?: WireReply,
): BasetenAsyncJob {
  const ask = async (asking: Exchange, context: CallContext, method: 'GET' | 'DELETE'): Promise<JsonRecord> => {
    const asked = { operation: 'basetenAsync', context } as const;
    const answer = await asking.send(asked, { ...look(id, asking.codec(asked), deployment), method });
    return recordOf(answer.json()) ?? {};
  };
  return exchange.job<BasetenAsyncRun>(call as unknown as Call, {
    id,
    ...(reply && { reply }),
    // The vendor takes 20 looks a second.
    pollMs: 1_000,
    status: async (asking, context) => statusOf(await ask(asking, context, 'GET')),
    results: async (asking, context) => runOf(id, await ask(asking, context, 'GET')),
    cancel: async (asking, context) => {
      const { canceled, message } = await ask(asking, context, 'DELETE');
      // Only what is still queued can be stopped.
      if (canceled === false)
        throw new KitError('invalid-request', stringOf(message) ?? 'The run has begun and cannot be stopped.');
    },
  });
}

const states: Readonly<Record<string, JobState>> = {
  QUEUED: 'queued',
  IN_PROGRESS: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  // The model has answered, and nobody has heard it.
  WEBHOOK_FAILED: 'failed',
  EXPIRED: 'expired',
  CANCELED: 'cancelled',
};

function statusOf(row: JsonRecord): JobStatus {
  const rawState = stringOf(row.status);
  const state = (rawState !== undefined && Object.hasOwn(states, rawState) ? states[rawState] : undefined) ?? 'running';
  const createdAt = parseTimestamp(row.created_at);
  const changedAt = parseTimestamp(row.status_at);
  const isOver = state !== 'queued' && state !== 'running';
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(createdAt !== undefined && { createdAt }),
    ...(isOver && changedAt !== undefined && { endedAt: changedAt }),
    ...(state === 'failed' && { error: failureOf(row) }),
  };
}

function failureOf({ status, errors }: JsonRecord): KitError {
  const words = arrayOf(errors).flatMap((error) => stringOf(recordOf(error)?.message) ?? []);
  const otherwise = status === 'WEBHOOK_FAILED' ? 'The output could not be delivered.' : 'The run failed.';
  return new KitError('server', words.slice(0, 3).join('; ') || otherwise);
}

function runOf(id: string, row: JsonRecord): BasetenAsyncRun {
  const webhookStatus = stringOf(row.webhook_status);
  const modelId = stringOf(row.model_id);
  const deploymentId = stringOf(row.deployment_id);
  return {
    id,
    status: stringOf(row.status) ?? '',
    ...(webhookStatus !== undefined && { webhookStatus }),
    ...(modelId !== undefined && { modelId }),
    ...(deploymentId !== undefined && { deploymentId }),
  };
}
