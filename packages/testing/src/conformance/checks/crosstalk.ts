// Two hundred calls at once: each answer belongs to its question.
import type { Check } from '../check.ts';
import { answersTo, checkOwnAnswers, makeCalls, numberedCalls } from '../numbered-calls.ts';
import { withServer } from '../serving.ts';
import type { Subject } from '../subject.ts';

const calls = 200;

export function crosstalkChecks(subject: Subject): Check[] {
  const { numbered, chats = [] } = subject.manifest;
  if (!numbered && chats.length === 0) return [];
  return [{ name: `${calls} calls at once do not mix`, run: () => checkApart(subject) }];
}

async function checkApart(subject: Subject): Promise<void> {
  const list = numberedCalls(subject, calls);
  await withServer(subject, { answer: answersTo(list), chunking: 'event', faults: outOfOrder() }, async (served) => {
    checkOwnAnswers(subject, list, await makeCalls(subject, list, served));
  });
}

/** Every third answer waits a little, so that answers overtake one another. */
export function outOfOrder() {
  let count = 0;
  return () => (++count % 3 === 0 ? ({ type: 'slow', delayMs: 5 + (count % 7) } as const) : undefined);
}
