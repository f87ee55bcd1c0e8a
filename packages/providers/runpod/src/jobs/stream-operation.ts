// runpodStream: what a worker yields, as a stream of outputs.
import type { Fold, JsonValue, ResponseMeta, Usage, Warning } from '@kit/core';
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
  return new OutputsFold();
}

class OutputsFold implements Fold<RunpodStreamPart, RunpodStreamResponse> {
  readonly #outputs: JsonValue[] = [];
  readonly #warnings: Warning[] = [];
  #meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  #last: Extract<RunpodStreamPart, { type: 'finish' }> | undefined;
  usage: Usage | undefined = undefined;
  characters = 0;

  add(batch: readonly RunpodStreamPart[]): void {
    for (const part of batch) {
      if (part.type === 'output') {
        this.#outputs.push(part.output);
        this.characters += typeof part.output === 'string' ? part.output.length : 0;
      } else if (part.type === 'warning') this.#warnings.push(part.warning);
      else if (part.type === 'start' || part.type === 'finish') this.#meta = part.meta ?? this.#meta;
      if (part.type === 'finish') {
        this.#last = part;
        this.usage = part.usage;
      }
    }
  }

  result(): RunpodStreamResponse {
    const { usage, cost } = this.#last ?? {};
    return {
      outputs: [...this.#outputs],
      meta: this.#meta,
      warnings: [...this.#warnings],
      ...(usage && { usage }),
      ...(cost && { cost }),
    };
  }
}
