// The end of a stream tells no usage: it is fetched from the prediction before the finish is handed out.
import type { Call, ChatStream, StreamPart } from '@kit/core';
import type { Exchange } from '@kit/http';
import { vendorFacts } from '../predictions/prediction-meta.ts';
import { priceOf } from '../predictions/price.ts';
import { askPrediction, type StartedPrediction } from '../predictions/run-prediction.ts';

type Finish = Extract<StreamPart, { readonly type: 'finish' }>;

/** Holds the finish back for as long as the fetch takes. What goes wrong with it costs the usage, not the answer. */
export function withMetrics(
  stream: ChatStream,
  started: StartedPrediction,
  call: Call<'stream'>,
  exchange: Exchange,
): ChatStream {
  return stream.through((source) => {
    let ready: readonly StreamPart[] | undefined;
    let fetching = false;
    let wakeReader = () => {};
    const complete = async (finish: Finish) => {
      ready = [await withUsage(finish, started, call, exchange).catch(() => finish)];
      wakeReader();
    };
    return {
      read(wake) {
        wakeReader = wake;
        if (fetching && !ready) return undefined;
        if (ready) {
          const batch = ready;
          ready = undefined;
          fetching = false;
          return batch;
        }
        const batch = source.read(wake);
        const finish = batch?.at(-1);
        if (!batch || finish?.type !== 'finish') return batch;
        fetching = true;
        void complete(finish);
        return batch.length > 1 ? batch.slice(0, -1) : undefined;
      },
      cancel: (reason) => source.cancel(reason),
    };
  });
}

async function withUsage(
  finish: Finish,
  { call: asking, prediction: { id } }: StartedPrediction,
  call: Call<'stream'>,
  exchange: Exchange,
): Promise<Finish> {
  const { prediction } = await askPrediction(asking, exchange, id);
  const { usage } = prediction;
  const cost = await priceOf(usage, call.request.model);
  const { meta } = finish;
  return {
    ...finish,
    ...(usage && { usage }),
    ...(cost && { cost }),
    ...(meta && { meta: { ...meta, vendor: { ...meta.vendor, ...vendorFacts(prediction) } } }),
  };
}
