// Complete replies through the cache.
import type { Handler, Operation, ResultOf } from '@kit/core';
import { isPromise } from './cache-store.ts';
import type { Entry } from './entry.ts';
import { keptResult } from './kept-result.ts';
import { servedResult } from './served.ts';
import type { Question, Shelf } from './shelf.ts';

export function cachedReplies<K extends Operation>(next: Handler<K>, shelf: Shelf<K>): Handler<K> {
  return async (call) => {
    const question = shelf.question(call);
    if (!question) return next(call);
    const found = shelf.flying(question) ? undefined : shelf.find(question);
    const entry = isPromise(found) ? await found : found;
    if (entry && 'result' in entry.kept) return fromEntry(shelf, question, entry, entry.kept.result);
    return answer(next, shelf, question);
  };
}

async function answer<K extends Operation>(
  next: Handler<K>,
  shelf: Shelf<K>,
  question: Question<K>,
): Promise<ResultOf<K>> {
  const { context } = question.call;
  context.scope.throwIfCancelled();
  const flying = shelf.flying<ResultOf<K>>(question);
  if (flying) {
    const result = await flying.join(context);
    shelf.tellHit(question, 'shared');
    const cache = { hit: 'shared', key: question.key } as const;
    return servedResult(result, context, cache, flying.pays(context)) as ResultOf<K>;
  }
  shelf.tellMiss(question);
  const flight = shelf.takeOff<ResultOf<K>>(question, next, (result, landing) => {
    landing.land();
    shelf.keep(question, result, () => ({ result: keptResult(result) }));
    return result;
  });
  return flight.join(context);
}

function fromEntry<K extends Operation>(
  shelf: Shelf<K>,
  question: Question<K>,
  { storedAt }: Entry,
  result: unknown,
): ResultOf<K> {
  const {
    key,
    call: { context },
  } = question;
  shelf.tellHit(question, 'exact');
  const ageMs = Math.max(0, context.environment.now() - storedAt);
  return servedResult(result, context, { hit: 'exact', ageMs, key }) as ResultOf<K>;
}
