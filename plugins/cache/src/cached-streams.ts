// Streamed replies through the cache: kept as parts, streamed again.
import type { Handler, Operation, PartSource, ResponseMeta, ResultOf } from '@kit/core';
import { type AnyStream, boundStream } from './bound-stream.ts';
import type { Entry, KeptBatch } from './entry.ts';
import type { Flight } from './flight.ts';
import { allAtOnce, asItCame } from './replay.ts';
import { keptResult, type Served, servedMeta, servedParts } from './served.ts';
import { SharedStream } from './shared-stream.ts';
import type { Question, Shelf } from './shelf.ts';

export type Pace = 'at-once' | 'recorded';

export function cachedStreams<K extends Operation>(next: Handler<K>, shelf: Shelf<K>, pace: Pace): Handler<K> {
  return async (call) => {
    const question = shelf.question(call);
    if (!question) return next(call);
    // Which stream an operation answers is known by its name alone.
    return (await answer(next, shelf, question, pace)) as unknown as ResultOf<K>;
  };
}

async function answer<K extends Operation>(
  next: Handler<K>,
  shelf: Shelf<K>,
  question: Question<K>,
  pace: Pace,
): Promise<AnyStream> {
  const { context } = question.call;
  const { operation } = shelf.at;
  const entry = shelf.flying(question) ? undefined : await shelf.find(question);
  context.scope.throwIfCancelled();
  if (entry && 'batches' in entry.kept) {
    shelf.tellHit(question, 'exact');
    return replay(shelf, question, entry, entry.kept.batches, pace);
  }
  const flying = shelf.flying<SharedStream>(question);
  if (flying) {
    const shared = await flying.join(context);
    shelf.tellHit(question, 'shared');
    const cache: Served = { hit: 'shared', key: question.key };
    const reader = shared.reader();
    const source = Object.assign(
      changed(reader, (parts) => servedParts(parts, context, cache)),
      {
        onBroken: reader.onBroken,
      },
    );
    return boundStream(operation, context, source, servedMeta(shared.meta, context, cache));
  }
  shelf.tellMiss(question);
  const shared = await takeOff(next, shelf, question).join(context);
  const reader = shared.reader();
  return boundStream(operation, context, reader, shared.meta as ResponseMeta);
}

function takeOff<K extends Operation>(next: Handler<K>, shelf: Shelf<K>, question: Question<K>): Flight<SharedStream> {
  const { context } = question.call;
  return shelf.takeOff<SharedStream>(question, next, (result, flight) => {
    const inner = result as unknown as AnyStream;
    // Everybody left, and the vendor's handler did not look at its scope.
    if (flight.scope.reason) void inner.cancel(flight.scope.reason);
    return new SharedStream(inner, {
      environment: context.environment,
      maxBytes: shelf.options.maxEntryBytes,
      left: (reason) => flight.leave(reason),
      overflown: () => flight.close(),
      over: (whole) => {
        flight.land();
        if (whole) shelf.keep(question, whole.result, () => ({ batches: whole.batches.map(keptBatch) }));
      },
    });
  });
}

const keptBatch = ([atMs, parts]: KeptBatch): KeptBatch => [Math.round(atMs), parts.map(keptResult)];

function replay<K extends Operation>(
  shelf: Shelf<K>,
  { call: { context }, key }: Question<K>,
  { storedAt }: Entry,
  batches: readonly KeptBatch[],
  pace: Pace,
): AnyStream {
  const { environment } = context;
  const cache: Served = { hit: 'exact', ageMs: Math.max(0, environment.now() - storedAt), key };
  const source = pace === 'recorded' ? asItCame(batches, environment) : allAtOnce(batches);
  const start = batches[0]?.[1].find(({ type }) => type === 'start') as { meta?: object } | undefined;
  return boundStream(
    shelf.at.operation,
    context,
    changed(source, (parts) => servedParts(parts, context, cache)),
    servedMeta(start?.meta, context, cache),
  );
}

/** A source whose batches are changed; those that become empty are not handed out. */
function changed<Part>(
  source: PartSource<Part>,
  change: (parts: readonly Part[]) => readonly Part[],
): PartSource<Part> {
  return {
    read(wake) {
      for (;;) {
        const batch = source.read(wake);
        if (!batch) return batch;
        const parts = change(batch);
        if (parts.length > 0) return parts;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}
