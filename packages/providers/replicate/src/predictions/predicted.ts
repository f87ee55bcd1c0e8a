// What chat, images, speech, transcription and embeddings have in common: an input, a prediction, its output.

import type {
  Call,
  CallContext,
  JsonObject,
  MediaSource,
  Operation,
  RequestOf,
  ResponseMeta,
  ResultOf,
  VendorOptions,
  Warning,
} from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { type WarningList, warningList } from '@kit/wire';
import { type InputFields, knownFields } from '../capabilities.ts';
import { dataLink, type LinkOf, linksOf } from '../media/files-of-input.ts';
import { refuseStrictly } from '../refuse-strictly.ts';
import { replicateOptions } from '../vendor-options.ts';
import { encodePrediction, type PredictionDraft } from './encode-prediction.ts';
import { inputFields } from './input-fields.ts';
import type { ReplicatePrediction } from './operation.ts';
import { predictionMeta } from './prediction-meta.ts';
import { priceOf } from './price.ts';
import { routeOf } from './route.ts';
import { finishPrediction, modelOf, startPrediction } from './run-prediction.ts';
import type { PredictionSettings } from './settings.ts';

export interface EncodingTools {
  readonly fields: InputFields;
  readonly linkOf: LinkOf;
  readonly warnings: WarningList;
}

export interface DecodingTools {
  readonly meta: ResponseMeta;
  readonly warnings: readonly Warning[];
  /** The bytes behind an output's link, if they are wanted; the link itself expires after an hour. */
  readonly exchange: Exchange;
  readonly call: Call;
  readonly settings: PredictionSettings;
}

/** One unified operation by predictions. */
export interface PredictedOperation<K extends Operation> {
  readonly purpose: Parameters<typeof knownFields>[0];
  /** Files that the input links to. */
  readonly files?: (request: RequestOf<K>) => readonly MediaSource[];
  readonly encode: (request: RequestOf<K>, tools: EncodingTools) => JsonObject;
  readonly decode: (prediction: ReplicatePrediction, tools: DecodingTools) => ResultOf<K> | Promise<ResultOf<K>>;
}

type Asked = { readonly model?: string; readonly vendor?: VendorOptions };

export function predicted<K extends Operation>(
  operation: PredictedOperation<K>,
  settings: PredictionSettings,
): ShownOperation<K> {
  return {
    async handle(call, exchange) {
      const { draft, warnings, context } = await draftOf(operation, call, exchange, settings);
      const started = await startPrediction({ ...call, context }, exchange, settings, draft);
      const { prediction, reply } = await finishPrediction(started, exchange, settings);
      const meta = predictionMeta(prediction, { call, exchange, reply });
      const tools = { meta, warnings, exchange, call: call as unknown as Call, settings };
      const result = await operation.decode(prediction, tools);
      const cost = await priceOf(prediction.usage, (call.request as Asked).model);
      return cost ? { ...result, cost } : result;
    },
    inspect(call, codec) {
      const asked = call.request as Asked;
      const warnings = warningList();
      const fields = knownFields(operation.purpose, asked.model ?? '');
      const input = operation.encode(call.request, { fields, linkOf: dataLink, warnings });
      refuseStrictly(warnings.warnings, call.context, codec.provider);
      const options = replicateOptions(asked.vendor, codec);
      const draft = { input, options, waitSeconds: options.wait ?? settings.waitSeconds };
      return encodePrediction(routeOf(asked.model ?? ''), draft, call.context);
    },
  };
}

export interface Drafted {
  readonly draft: PredictionDraft;
  readonly warnings: readonly Warning[];
  /** The call's, with the key that its files were uploaded with. */
  readonly context: CallContext;
}

/** The prediction that a call asks for, its files uploaded. Everything that can be refused is refused before that. */
export async function draftOf<K extends Operation>(
  { purpose, files, encode }: Pick<PredictedOperation<K>, 'purpose' | 'files' | 'encode'>,
  call: Call<K>,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Drafted> {
  const request = call.request as RequestOf<K> & Asked;
  routeOf(modelOf(call));
  const fields = await inputFields(purpose, call, exchange, settings);
  const checked = warningList();
  let input = encode(request, { fields, linkOf: () => '', warnings: checked });
  refuseStrictly(checked.warnings, call.context, exchange.provider);
  const sources = files?.(request) ?? [];
  const { linkOf, context } = await linksOf(sources, call, exchange, settings);
  if (sources.length > 0) input = encode(request, { fields, linkOf, warnings: warningList() });
  const options = replicateOptions(request.vendor, exchange.codec(call));
  return {
    draft: { input, options, waitSeconds: options.wait ?? settings.waitSeconds },
    warnings: checked.warnings,
    context,
  };
}
