// A kept stream as a stream of this call.
import type { CallContext } from '@kit/core';
import { type AnyStream, boundStream } from './bound-stream.ts';
import type { Recording } from './recording.ts';
import { allAtOnce, asItCame } from './replay.ts';
import { type Served, servedMeta, servedSource } from './served.ts';

export type Pace = 'at-once' | 'recorded';

export function replayedStream(
  operation: string,
  context: CallContext,
  recording: Recording,
  cache: Served,
  pace: Pace,
): AnyStream {
  const source = pace === 'recorded' ? asItCame(recording, context.environment) : allAtOnce(recording);
  const start = recording.batches[0]?.find(({ type }) => type === 'start') as { meta?: object } | undefined;
  return boundStream(operation, context, servedSource(source, context, cache), servedMeta(start?.meta, context, cache));
}
