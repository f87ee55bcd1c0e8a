// Streamed replies through the cache: kept as parts, streamed again.
import type { Handler, Operation, ResponseMeta, ResultOf } from '@kit/core';
import { type AnyStream, boundStream } from './bound-stream.ts';
import { isPromise } from './cache-store.ts';
import type { Flight } from './flight.ts';
import { type Pace, replayedStream } from './replayed-stream.ts';
import { type Served, servedMeta, servedSource } from './served.ts';
import { SharedStream } from './shared-stream.ts';
import type { Question, Shelf } from './shelf.ts';

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
  const found = shelf.flying(question) ? undefined : shelf.find(question);
  const entry = isPromise(found) ? await found : found;
  context.scope.throwIfCancelled();
  if (entry && 'recording' in entry.kept) {
    shelf.tellHit(question, 'exact');
    const ageMs = Math.max(0, context.environment.now() - entry.storedAt);
    return replayedStream(operation, context, entry.kept.recording, { hit: 'exact', ageMs, key: question.key }, pace);
  }
  const flying = shelf.flying<SharedStream>(question);
  if (flying) {
    const shared = await flying.join(context);
    shelf.tellHit(question, 'shared');
    const cache: Served = { hit: 'shared', key: question.key };
    const reader = shared.reader((reason) => flying.leave(context, reason));
    const served = servedSource(reader, context, cache, () => flying.pays(context));
    const source = Object.assign(served, { onBroken: reader.onBroken });
    return boundStream(operation, context, source, servedMeta(shared.meta, context, cache));
  }
  shelf.tellMiss(question);
  const flight = takeOff(next, shelf, question);
  const shared = await flight.join(context);
  const reader = shared.reader((reason) => flight.leave(context, reason));
  return boundStream(operation, context, reader, shared.meta as ResponseMeta);
}

function takeOff<K extends Operation>(next: Handler<K>, shelf: Shelf<K>, question: Question<K>): Flight<SharedStream> {
  const { context } = question.call;
  return shelf.takeOff<SharedStream>(question, next, (result, flight) => {
    const inner = result as unknown as AnyStream;
    // Everybody left, perhaps already: what does not look at its scope, or waits for something else just now, ends too.
    flight.scope.onCancel((reason) => void inner.cancel(reason));
    return new SharedStream(inner, {
      environment: context.environment,
      maxBytes: shelf.options.maxEntryBytes,
      joined: () => flight.size,
      overflown: () => flight.close(),
      over: (whole) => {
        flight.land();
        if (whole) shelf.keep(question, whole.result, () => ({ recording: whole.recording }));
      },
    });
  });
}
