// Conversations of every shape, for property tests.
import { assistant, type Message, system, type ToolCallPart, toolResult, user } from '@kit/core';
import * as fc from 'fast-check';

const text = fc.string({ minLength: 1, maxLength: 200 });

const call = (id: string): ToolCallPart => ({ type: 'tool-call', id, name: 'look', arguments: '{}', input: {} });

/** A user's message and what follows: steps of one to three calls each with their results, and an answer. */
const exchange = fc.record({
  asked: text,
  steps: fc.array(
    fc.record({ calls: fc.integer({ min: 1, max: 3 }), results: fc.array(text, { minLength: 3, maxLength: 3 }) }),
    {
      maxLength: 4,
    },
  ),
  // Vendors that have no ids of their own give the same ones in every turn.
  sameIds: fc.boolean(),
  apart: fc.boolean(),
  answer: fc.option(text, { nil: undefined }),
});

export const conversations: fc.Arbitrary<Message[]> = fc
  .record({
    system: fc.option(text, { nil: undefined }),
    exchanges: fc.array(exchange, { minLength: 1, maxLength: 6 }),
  })
  .map(({ system: words, exchanges }) => [
    ...(words === undefined ? [] : [system(words)]),
    ...exchanges.flatMap((one, at) => messagesOf(one, at)),
  ]);

type Exchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never;

function messagesOf({ asked, steps, sameIds, apart, answer }: Exchange, at: number): Message[] {
  const messages: Message[] = [user(asked)];
  for (const [step, { calls, results }] of steps.entries()) {
    const ids = Array.from({ length: calls }, (_, number) =>
      sameIds ? `call_${number}` : `call_${at}_${step}_${number}`,
    );
    messages.push(assistant(ids.map(call)));
    const answers = ids.map((id, number) => toolResult({ id, name: 'look' }, results[number] as string));
    if (apart) messages.push(...answers);
    else messages.push({ role: 'tool', content: answers.flatMap(({ content }) => content) });
  }
  if (answer !== undefined) messages.push(assistant(answer));
  return messages;
}

/** Calls without a result and results without a call, each in the order in which they stand; empty where all is well. */
export function torn(messages: readonly Message[]): string[] {
  const open: string[] = [];
  const problems: string[] = [];
  for (const { role, content } of messages) {
    if (typeof content === 'string') continue;
    for (const part of content) {
      if (role === 'assistant' && part.type === 'tool-call') open.push(part.id);
      if (part.type !== 'tool-result') continue;
      const at = open.indexOf(part.toolCallId);
      if (at < 0) problems.push(`a result without a call: ${part.toolCallId}`);
      else open.splice(at, 1);
    }
  }
  return [...problems, ...open.map((id) => `a call without a result: ${id}`)];
}
