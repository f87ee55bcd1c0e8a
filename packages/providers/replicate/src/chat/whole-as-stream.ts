// A prediction without a stream, told as one: it is waited for, and its answer comes as a single piece.
import {
  type Call,
  type ChatStream,
  foldChat,
  openStream,
  type RunningAttempt,
  type StreamPart,
  sourceFromIterable,
  streamFor,
  type Warning,
} from '@kit/core';
import type { Exchange } from '@kit/http';
import { predictionMeta } from '../predictions/prediction-meta.ts';
import { priceOf } from '../predictions/price.ts';
import { finishPrediction, type StartedPrediction } from '../predictions/run-prediction.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { outputText } from './decode-output.ts';

export async function wholeAsStream(
  started: StartedPrediction,
  call: Call<'stream'>,
  exchange: Exchange,
  settings: PredictionSettings,
  warnings: readonly Warning[],
): Promise<ChatStream> {
  const { context, request } = call;
  const { model } = request;
  const startedAtMs = context.environment.monotonicMs();
  // Waited for before it is opened: how long a machine takes to boot is no matter of a stream's first part.
  const { prediction, reply } = await finishPrediction(started, exchange, settings);
  const { timings: _, attempts: __, ...meta } = predictionMeta(prediction, { call, exchange, reply });
  const text = outputText(prediction.output);
  const cost = await priceOf(prediction.usage, model);
  async function* parts(): AsyncGenerator<StreamPart> {
    yield { type: 'start', responseId: prediction.id };
    for (const warning of warnings) yield { type: 'warning', warning };
    yield {
      type: 'warning',
      warning: { feature: 'stream', detail: 'This model has no stream: its answer came whole.' },
    };
    if (text) yield { type: 'text', text, index: 0 };
    yield { type: 'choice-end', finishReason: 'stop', rawFinishReason: prediction.status };
    yield {
      type: 'finish',
      finishReason: 'stop',
      rawFinishReason: prediction.status,
      ...(prediction.usage && { usage: prediction.usage }),
      ...(cost && { cost }),
    };
  }
  const opened = await openStream(sourceFromIterable(parts()), {
    context,
    attempt: unrecorded(call, exchange),
    newFold: foldChat,
    known: { provider: exchange.provider, operation: 'stream', model },
    meta,
    startedAtMs,
  });
  return streamFor('stream', opened) as ChatStream;
}

/** The requests are in the trace already; the stream over them is none of its own. */
function unrecorded({ context }: Call<'stream'>, { provider }: Exchange): RunningAttempt {
  const startedAt = context.environment.now();
  return {
    record: { provider, operation: 'stream', startedAt, timings: {}, outcome: 'pending' },
    update() {},
    settle() {},
  };
}
