// replicatePredict: any model with its own input, as a job.
import type { Call } from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { wrongField } from '../request-checks.ts';
import { replicateOptions } from '../vendor-options.ts';
import { encodePrediction } from './encode-prediction.ts';
import type { ReplicatePredictionJob, ReplicatePredictRequest } from './operation.ts';
import { routeOf } from './route.ts';
import { predictionJob, startPrediction } from './run-prediction.ts';
import type { PredictionSettings } from './settings.ts';

export function predictOperation(settings: PredictionSettings): ShownOperation<'replicatePredict'> {
  return {
    async handle(call, exchange) {
      const request = checkedRequest(call.request);
      if ('attach' in request && request.attach !== undefined) return jobOf(call, exchange, settings, request.attach);
      const { input, vendor } = request as Exclude<ReplicatePredictRequest, { attach: string }>;
      const options = replicateOptions(vendor, exchange.codec(call));
      const draft = { input, options, waitSeconds: options.wait ?? 0 };
      const started = await startPrediction(call, exchange, settings, draft);
      return jobOf(
        { ...call, context: started.call.context },
        exchange,
        settings,
        started.prediction.id,
        started.reply,
      );
    },
    inspect(call, codec) {
      const request = checkedRequest(call.request);
      if ('attach' in request && request.attach !== undefined)
        return { method: 'GET', path: `/predictions/${encodeURIComponent(request.attach)}` };
      const { model = '', input, vendor } = request as Exclude<ReplicatePredictRequest, { attach: string }>;
      const options = replicateOptions(vendor, codec);
      return encodePrediction(routeOf(model), { input, options, waitSeconds: options.wait ?? 0 }, call.context);
    },
  };
}

function jobOf(
  call: Call<'replicatePredict'>,
  exchange: Exchange,
  settings: PredictionSettings,
  id: string,
  reply?: Awaited<ReturnType<Exchange['send']>>,
): ReplicatePredictionJob {
  return exchange.job(call as unknown as Call, {
    ...predictionJob(call, id, (prediction) => prediction, settings),
    ...(reply && { reply }),
  });
}

const known = ['model', 'input', 'vendor', 'attach'];

function checkedRequest(request: ReplicatePredictRequest): ReplicatePredictRequest {
  const given = request as { readonly attach?: unknown; readonly input?: unknown };
  for (const field of Object.keys(request))
    if (!known.includes(field)) throw wrongField(field, `unknown. There are: ${known.join(', ')}`);
  if (given.attach !== undefined) {
    if (typeof given.attach === 'string' && given.attach !== '') return request;
    throw wrongField('attach', 'not the id of a prediction');
  }
  if (typeof given.input !== 'object' || given.input === null || Array.isArray(given.input))
    throw wrongField('input', "required: an object by the model's input schema");
  return request;
}
