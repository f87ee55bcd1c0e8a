// Runs a prediction within a call: starts it, waits for its end, and cancels it when the call ends before.
import { type Call, isKitError, type JobStatus, KitError, type WireReply } from '@kit/core';
import { type Exchange, type JobDefinition, poll } from '@kit/http';
import { encodePrediction, type PredictionDraft } from './encode-prediction.ts';
import { followUp } from './follow-up.ts';
import { modelInfo } from './model-info.ts';
import type { ReplicatePrediction } from './operation.ts';
import { isFinal, predictionOf, stateOf } from './prediction.ts';
import { type Route, routeOf } from './route.ts';
import { maxPollMs, type PredictionSettings } from './settings.ts';

export type AskingCall = Parameters<Exchange['send']>[0];

/** A prediction that was started, and the reply that said so. */
export interface StartedPrediction {
  readonly prediction: ReplicatePrediction;
  readonly reply: WireReply;
  /** For all requests that follow. */
  readonly call: AskingCall;
}

/** Starts a prediction; a model that turns out not to be official is run by its newest version. */
export async function startPrediction(
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
  draft: PredictionDraft,
): Promise<StartedPrediction> {
  const route = routeOf(modelOf(call));
  const known = route.named === undefined ? undefined : settings.models.get(`${route.named} by version`);
  const reply = known
    ? await byNewestVersion(call, exchange, settings, draft, route)
    : await exchange.send(call, encodePrediction(route, draft, call.context)).catch((error: unknown) => {
        if (route.named === undefined || !isKitError(error, 'not-found')) throw error;
        return byNewestVersion(call, exchange, settings, draft, route, error);
      });
  const { credential } = exchange.meta(call.context, reply);
  const context = followUp(call.context, settings, credential);
  return { prediction: predictionOf(reply), reply, call: { ...call, context } };
}

/** The official route knows only official models: the others have versions. */
async function byNewestVersion(
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
  draft: PredictionDraft,
  { named = '' }: Route,
  refusal?: KitError,
): Promise<WireReply> {
  const asking = { ...call, context: followUp(call.context, settings, undefined) };
  const info = await modelInfo(asking, exchange, settings, named).catch((error: unknown) => {
    throw refusal && isKitError(error, 'not-found') ? refusal : error;
  });
  if (info.version === undefined)
    throw refusal ?? new KitError('not-found', `Replicate: ${named} has no version that could be run.`);
  settings.models.set(`${named} by version`, { atMs: call.context.environment.now(), info });
  return exchange.send(call, encodePrediction({ path: '/predictions', version: info.version }, draft, call.context));
}

interface Seen {
  readonly prediction: ReplicatePrediction;
  readonly reply: WireReply;
}

/** A look that fails says nothing of the prediction, which runs on: three in a row end the waiting. */
function patientLook(ask: () => Promise<Seen>): () => Promise<Seen | undefined> {
  let failures = 0;
  return async () => {
    try {
      const seen = await ask();
      failures = 0;
      return isFinal(seen.prediction) ? seen : undefined;
    } catch (error) {
      failures++;
      if (failures < 3 && isKitError(error, 'server', 'overloaded', 'network', 'rate-limit')) return undefined;
      throw error;
    }
  };
}

/**
 * Waits for the end. Whatever ends the waiting before that (an abort, a deadline) cancels the prediction, which would otherwise
 * run on and be billed.
 * @throws KitError for a prediction that failed or was cancelled
 */
export async function finishPrediction(
  started: StartedPrediction,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Seen> {
  const { call, prediction } = started;
  let latest: Seen = started;
  try {
    if (!isFinal(prediction)) {
      const look = patientLook(() => askPrediction(call, exchange, prediction.id));
      latest = await poll(call.context, look, { pollMs: settings.pollMs, maxPollMs });
    }
  } catch (error) {
    cancelQuietly(call, exchange, prediction.id);
    throw error;
  }
  refuseUnsuccessful(latest.prediction, call, exchange);
  return latest;
}

export async function askPrediction(call: AskingCall, exchange: Exchange, id: string): Promise<Seen> {
  const reply = await exchange.send(call, { method: 'GET', path: pathOf(id) });
  return { prediction: predictionOf(reply), reply };
}

/** @throws KitError what the error table makes of a prediction that has no result. */
export function refuseUnsuccessful(prediction: ReplicatePrediction, call: AskingCall, exchange: Exchange): void {
  if (stateOf(prediction) !== 'succeeded') throw exchange.codec(call).failure({ body: prediction.raw });
}

/** Nobody waits for this any more: it makes its own exchange, and what goes wrong with it concerns nobody. */
export function cancelQuietly(call: AskingCall, exchange: Exchange, id: string): void {
  exchange
    .job(
      call as Call,
      predictionJob(call, id, () => undefined),
    )
    .cancel()
    .catch(() => {});
}

/** A prediction as a job; `resultOf` makes the result of one that succeeded. */
export function predictionJob<T>(
  { operation }: AskingCall,
  id: string,
  resultOf: (prediction: ReplicatePrediction) => T | Promise<T>,
  settings?: PredictionSettings,
): JobDefinition<T> {
  return {
    id,
    ...(settings && { pollMs: settings.pollMs }),
    maxPollMs,
    onAbort: 'cancel',
    status: async (exchange, context) => {
      const call = { operation, context };
      const { prediction } = await askPrediction(call, exchange, id);
      return statusOf(prediction, call, exchange);
    },
    results: async (exchange, context) =>
      resultOf((await askPrediction({ operation, context }, exchange, id)).prediction),
    cancel: async (exchange, context) =>
      void (await exchange.send({ operation, context }, { method: 'POST', path: `${pathOf(id)}/cancel` })),
  };
}

function statusOf(prediction: ReplicatePrediction, call: AskingCall, exchange: Exchange): JobStatus {
  const state = stateOf(prediction);
  const { createdAt, completedAt, logs } = prediction;
  const isLost = state === 'failed' || state === 'cancelled';
  return {
    state,
    rawState: prediction.status,
    ...(createdAt !== undefined && { createdAt }),
    ...(completedAt !== undefined && { endedAt: completedAt }),
    ...(logs !== undefined && { logs }),
    ...(isLost && { error: exchange.codec(call).failure({ body: prediction.raw }) }),
  };
}

const pathOf = (id: string) => `/predictions/${encodeURIComponent(id)}`;

/** @throws KitError `invalid-request` where neither the request nor the provider names one */
export function modelOf({ operation, request }: AskingCall): string {
  const { model } = (request ?? {}) as { readonly model?: string };
  if (model !== undefined) return model;
  throw new KitError('invalid-request', `${operation}: \`model\` is required, of the request or of the provider.`, {
    field: 'model',
  });
}
