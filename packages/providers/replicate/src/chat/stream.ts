// stream: the prediction is started, its output followed at a second URL, its metrics fetched at the end.
import {
  type Call,
  type ChatStream,
  isKitError,
  type OperationDeclaration,
  type StreamTransformer,
  type Warning,
} from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { draftOf, predicted } from '../predictions/predicted.ts';
import { cancelQuietly, type StartedPrediction, startPrediction } from '../predictions/run-prediction.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { chatInput } from './chat.ts';
import { ReplicateStreamDecoder, type StreamEnd } from './stream-decoder.ts';
import { withMetrics } from './stream-metrics.ts';
import { wholeAsStream } from './whole-as-stream.ts';

export function streamOperation(settings: PredictionSettings): ShownOperation<'stream'> {
  return {
    async handle(call, exchange) {
      const { draft, warnings, context } = await draftOf<'stream'>(chatInput, call, exchange, settings);
      const started = await startPrediction({ ...call, context }, exchange, settings, {
        ...draft,
        waitSeconds: 0,
        stream: true,
      });
      const { streamURL } = started.prediction;
      // Models without iterated output have no stream.
      if (streamURL === undefined) return wholeAsStream(started, call, exchange, settings, warnings);
      return followed(started, streamURL, call, exchange, settings, warnings);
    },
    inspect: (call, codec) =>
      predicted<'stream'>({ ...chatInput, decode: unreachable }, { ...settings, waitSeconds: 0 }).inspect(call, codec),
  };
}

/** Closing the socket does not stop a prediction: whoever leaves before its end has to cancel it. */
async function followed(
  started: StartedPrediction,
  streamURL: string,
  call: Call<'stream'>,
  exchange: Exchange,
  settings: PredictionSettings,
  warnings: readonly Warning[],
): Promise<ChatStream> {
  const end: StreamEnd = { over: false };
  const { prediction } = started;
  const cancel = () => {
    if (!end.over) cancelQuietly(started.call, exchange, prediction.id);
    end.over = true;
  };
  let stream: ChatStream;
  try {
    stream = await exchange.run<'stream'>(
      { ...call, context: started.call.context },
      streamDeclaration(started, streamURL, warnings, end),
    );
  } catch (error) {
    // The stream is gone (it is kept for hours, not for ever); the prediction is not.
    if (isKitError(error, 'not-found') && !end.over) return wholeAsStream(started, call, exchange, settings, warnings);
    cancel();
    throw error;
  }
  stream.observe({ settled: ({ status }) => status !== 'complete' && cancel() });
  return withMetrics(stream, started, call, exchange);
}

/**
 * Stream URLs are of another host, which gets no key: they are secret themselves, and Replicate's own clients send none
 * either.
 */
function streamDeclaration(
  { prediction }: StartedPrediction,
  url: string,
  warnings: readonly Warning[],
  end: StreamEnd,
): OperationDeclaration<'stream'> {
  const streamTransformer: StreamTransformer<'stream'> = {
    framing: 'sse',
    encode: () => ({
      wire: { method: 'GET', url, headers: { accept: 'text/event-stream', 'cache-control': 'no-store' } },
      warnings,
      state: undefined,
    }),
    decoder: (_state, context) => new ReplicateStreamDecoder(prediction, context, end),
  };
  return { endpoint: { method: 'GET', path: '' }, streamTransformer };
}

const unreachable = () => {
  throw new Error('Streams are not decoded whole.');
};
