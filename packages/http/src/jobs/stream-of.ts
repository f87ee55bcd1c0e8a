// A stream over exchanges of its own: what a job yields while it is asked again and again.
import {
  type Call,
  type Fold,
  type Operation,
  openStream,
  type PartOf,
  type ResultOf,
  type RunningAttempt,
  type SettledOf,
  sourceFromIterable,
  streamFor,
  type WireReply,
} from '@kit/core';
import type { Exchange } from '../definition.ts';

export interface StreamOfOptions<K extends Operation> {
  /** The reply that began it. */
  readonly reply: WireReply;
  /** `start` first, `finish` last. Asked for as they are read. */
  readonly parts: AsyncIterable<PartOf<K>>;
  readonly newFold: () => Fold<PartOf<K>, SettledOf<K>>;
  /** Called where it was left or failed before its end, also before anybody has seen it. */
  readonly onLeft: () => void;
}

/** Opens it: resolves with its first content, like every stream. */
export async function streamOf<K extends Operation>(
  { operation, request, context }: Call<K>,
  exchange: Exchange,
  { reply, parts, newFold, onLeft }: StreamOfOptions<K>,
): Promise<ResultOf<K>> {
  const { model } = request as { readonly model?: string };
  const known = model === undefined ? {} : { requestedModel: model };
  const { timings: _, attempts: __, ...meta } = exchange.meta(context, reply, known);
  type AnyPart = PartOf<K> & { readonly type: string };
  const opened = await openStream<AnyPart, SettledOf<K>>(sourceFromIterable(parts as AsyncIterable<AnyPart>), {
    context,
    attempt: unrecorded(operation, context, exchange),
    newFold: newFold as () => Fold<AnyPart, SettledOf<K>>,
    known: { provider: exchange.provider, operation, model },
    meta,
    startedAtMs: context.environment.monotonicMs(),
  }).catch((error: unknown) => {
    onLeft();
    throw error;
  });
  const stream = streamFor(operation, opened);
  stream.observe({ settled: ({ status }) => status !== 'complete' && onLeft() });
  return stream as unknown as ResultOf<K>;
}

/** The exchanges are in the trace already; the stream over them is none of its own. */
function unrecorded(operation: string, { environment }: Call['context'], { provider }: Exchange): RunningAttempt {
  return {
    record: { provider, operation, startedAt: environment.now(), timings: {}, outcome: 'pending' },
    update() {},
    settle() {},
  };
}
