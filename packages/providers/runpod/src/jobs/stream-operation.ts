// runpodStream: what a worker yields, as a stream of outputs.
import { type Exchange, type ShownOperation, streamOf } from '@kit/http';
import type { Settings } from '../options.ts';
import { foldOutputs } from './fold-outputs.ts';
import { followOutputs } from './follow-outputs.ts';
import type { RunpodJob, RunpodStreamPart } from './operation.ts';
import { askJob, cancelQuietly, placeOf, type StartedJob, shownHandle, startJob } from './run.ts';
import { askOf } from './run-operation.ts';

type StreamCall = Parameters<ShownOperation<'runpodStream'>['handle']>[0];

export function streamOutputsOperation(settings: Settings): ShownOperation<'runpodStream'> {
  return {
    async handle(call, exchange) {
      const started = await begin(call, exchange, settings);
      async function* parts(): AsyncGenerator<RunpodStreamPart> {
        yield { type: 'start', responseId: started.job.id };
        yield { type: 'progress', activity: started.job.status };
        for await (const output of followOutputs(started, exchange, settings)) yield { type: 'output', output };
        const { usage, cost } = await ended(started, exchange);
        yield { type: 'finish', ...(usage && { usage }), ...(cost && { cost }) };
      }
      return streamOf<'runpodStream'>(call, exchange, {
        reply: started.reply,
        parts: parts(),
        newFold: foldOutputs,
        onLeft: () => cancelQuietly(started, exchange, settings),
      });
    },
    inspect: ({ request }, codec) => shownHandle(request, settings, askOf(request, codec), 'stream'),
  };
}

async function begin(call: StreamCall, exchange: Exchange, settings: Settings): Promise<StartedJob> {
  const { attach, body } = askOf(call.request, exchange.codec(call));
  if (attach === undefined) return startJob(call, exchange, settings, body(), 0);
  const { endpoint, id } = placeOf(attach, settings, call.request);
  return { ...(await askJob(call, exchange, endpoint, id)), endpoint, call };
}

const ended = async ({ call, endpoint, job }: StartedJob, exchange: Exchange): Promise<RunpodJob> =>
  (await askJob(call, exchange, endpoint, job.id)).job;
