// What a result says of the prediction that it came from.
import type { JsonValue, ResponseMeta, WireReply } from '@kit/core';
import type { Exchange } from '@kit/http';
import type { ReplicatePrediction } from './operation.ts';
import type { AskingCall } from './run-prediction.ts';

export function predictionMeta(
  prediction: ReplicatePrediction,
  { call, exchange, reply }: { call: AskingCall; exchange: Exchange; reply: WireReply },
  more: Readonly<Record<string, JsonValue | undefined>> = {},
): ResponseMeta {
  const { model: requestedModel } = (call.request ?? {}) as { readonly model?: string };
  const { id, model = requestedModel } = prediction;
  const meta = exchange.meta(call.context, reply, {
    responseId: id,
    ...(requestedModel !== undefined && { requestedModel }),
    ...(model !== undefined && { model }),
  });
  return { ...meta, vendor: { ...vendorFacts(prediction), ...more, ...(call.context.raw && { raw: prediction.raw }) } };
}

/** Facts that have no place of their own. */
export function vendorFacts({ status, version, metrics, webURL }: ReplicatePrediction): Record<string, JsonValue> {
  return {
    status,
    ...(version !== undefined && { version }),
    ...(metrics && { metrics }),
    ...(webURL !== undefined && { web: webURL }),
  };
}
