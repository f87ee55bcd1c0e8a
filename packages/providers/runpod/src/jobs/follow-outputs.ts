// What a worker yields, as it comes: the stream's address is asked again and again, and answers what is new.
import type { JsonValue } from '@kit/core';
import { type Exchange, poll } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';
import type { Settings } from '../options.ts';
import { jobOf, stateOf } from './job.ts';
import { askJob, lost, type StartedJob } from './run.ts';

interface Piece {
  readonly outputs: readonly JsonValue[];
  readonly status: string;
}

/**
 * The outputs of a job. One that yields nothing on the way gives its whole output at the end.
 * @throws KitError for a job that failed, timed out or was cancelled
 */
export async function* followOutputs(
  { call, endpoint, job }: StartedJob,
  exchange: Exchange,
  settings: Settings,
  onStatus?: (status: string) => void,
): AsyncGenerator<JsonValue> {
  let told = 0;
  for (;;) {
    const { outputs, status } = await next();
    told += outputs.length;
    yield* outputs;
    onStatus?.(status);
    if (outputs.length === 0) break;
  }
  const { job: ended } = await askJob(call, exchange, endpoint, job.id);
  if (stateOf(ended) !== 'succeeded') throw lost(ended, call, exchange);
  if (told > 0 || ended.output === undefined) return;
  // A list is what was yielded before anybody asked.
  if (Array.isArray(ended.output)) yield* ended.output as JsonValue[];
  else yield ended.output;

  /** Something new, or the end. The vendor holds the request for a while where there is nothing. */
  function next(): Promise<Piece> {
    return poll(
      call.context,
      async () => {
        const path = `/${endpoint}/stream/${encodeURIComponent(job.id)}`;
        const body = (await exchange.send(call, { method: 'GET', path })).json();
        const items = Array.isArray(body) ? body : arrayOf(recordOf(body)?.stream);
        const outputs = items.map((item) => recordOf(item)?.output).filter((output) => output !== undefined);
        const status = Array.isArray(body) ? 'IN_PROGRESS' : (stringOf(recordOf(body)?.status) ?? 'IN_PROGRESS');
        const state = stateOf({ status });
        const isOver = state !== 'queued' && state !== 'running';
        // A bare list says nothing of the end: an empty one is followed by a look at the status.
        if (outputs.length > 0 || isOver) return { outputs: outputs as JsonValue[], status };
        if (!Array.isArray(body)) return undefined;
        const seen = await askJob(call, exchange, endpoint, job.id);
        const left = stateOf(seen.job);
        return left === 'queued' || left === 'running' ? undefined : { outputs: [], status: jobOf(seen.reply).status };
      },
      { pollMs: Math.min(settings.pollMs, 500), maxPollMs: 2_000 },
    );
  }
}
