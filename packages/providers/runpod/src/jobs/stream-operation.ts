// runpodStream: what a worker yields, as a stream of outputs.
import type { Fold, JsonValue, ResponseMeta, Warning } from '@kit/core';
import { type Exchange, type HandledOperation, streamOf } from '@kit/http';
import type { Settings } from '../options.ts';
import { followOutputs } from './follow-outputs.ts';
import type { RunpodJob, RunpodStreamPart, RunpodStreamResponse } from './operation.ts';
import { askJob, cancelQuietly, placeOf, type StartedJob, shownHandle, startJob } from './run.ts';
import { askOf } from './run-operation.ts';

type StreamCall = Parameters<HandledOperation<'runpodStream'>['handle']>[0];

export function streamOutputsOperation(settings: Settings): HandledOperation<'runpodStream'> {
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

export function foldOutputs(): Fold<RunpodStreamPart, RunpodStreamResponse> {
  const outputs: JsonValue[] = [];
  const warnings: Warning[] = [];
  let meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  let last: Extract<RunpodStreamPart, { type: 'finish' }> | undefined;
  let characters = 0;
  return {
    get usage() {
      return last?.usage;
    },
    get characters() {
      return characters;
    },
    add(batch) {
      for (const part of batch) {
        if (part.type === 'output') {
          outputs.push(part.output);
          characters += typeof part.output === 'string' ? part.output.length : 0;
        } else if (part.type === 'warning') warnings.push(part.warning);
        else if (part.type === 'start' || part.type === 'finish') meta = part.meta ?? meta;
        if (part.type === 'finish') last = part;
      }
    },
    result: () => ({
      outputs: [...outputs],
      meta,
      warnings: [...warnings],
      ...(last?.usage && { usage: last.usage }),
      ...(last?.cost && { cost: last.cost }),
    }),
  };
}
