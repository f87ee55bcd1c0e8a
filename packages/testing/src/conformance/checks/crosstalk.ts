// Two hundred calls at once: each answer belongs to its question.
import { type ChatRequest, user } from '@kit/core';
import type { ExchangeResponse } from '../../exchange.ts';
import { type Outcome, outcomeOf } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import type { NumberedCall } from '../manifest.ts';
import { differenceFrom } from '../pattern.ts';
import { answerPieces, withServer } from '../serving.ts';
import { retold } from '../stream-events.ts';
import { type CallExchange, firstOf, type Subject } from '../subject.ts';
import { piecesOf, type StreamCase, streamCases } from './streams.ts';

const calls = 200;

export function crosstalkChecks(subject: Subject): Check[] {
  const own = subject.manifest.numbered as ((index: number) => NumberedCall<never>) | undefined;
  const chats = [firstOf(subject, 'chat'), firstOf(subject, 'stream')].filter((exchange) => exchange !== undefined);
  if (!own && chats.length === 0) return [];
  return [
    {
      name: `${calls} calls at once do not mix`,
      run: async () => checkApart(subject, own ?? numberedChats(subject, chats)),
    },
  ];
}

/** The first chat, complete and streamed in turn, with the question's number in the question and in the answer. */
function numberedChats(subject: Subject, chats: readonly CallExchange[]): (index: number) => NumberedCall<never> {
  const pieces = chats.map((exchange) => textsOf(subject, exchange));
  return (index) => {
    const exchange = chats[index % chats.length] as CallExchange;
    const texts = pieces[index % chats.length] as readonly string[];
    const mark = `<${index}>`;
    const { status, headers, pieces: bytes } = answerPieces(exchange.replies[0]?.response as ExchangeResponse);
    return {
      operation: exchange.operation as never,
      request: { ...(exchange.request as ChatRequest), messages: [user(`question ${mark}`)] },
      asks: (body) => body.includes(mark),
      reply: { status, headers, text: retold(new TextDecoder().decode(bytes[0]), texts, mark) },
      result: { text: mark + texts.slice(1).join('') },
    };
  };
}

/** The text of the answer as it comes: in one piece, or in several. */
function textsOf(subject: Subject, exchange: CallExchange): readonly string[] {
  if (!exchange.streamed) return [(exchange.result as { readonly text: string }).text];
  const stream = streamCases(subject).find((one) => one.exchange === exchange) as StreamCase;
  return piecesOf(stream).map(({ text }) => text);
}

async function checkApart(subject: Subject, numbered: (index: number) => NumberedCall<never>): Promise<void> {
  const list = Array.from({ length: calls }, (_, index) => numbered(index));
  const answer = ({ text }: { text(): string }) => list.find(({ asks }) => asks(text()))?.reply;
  // Out of order: every third answer waits a little.
  let count = 0;
  const faults = () => (++count % 3 === 0 ? ({ type: 'slow', delayMs: 5 + (count % 7) } as const) : undefined);
  await withServer(subject, { answer, chunking: 'event', faults }, async ({ provider }) => {
    const outcomes = await Promise.all(
      list.map(({ operation, request }, index) => {
        const streamed = firstOf(subject, operation)?.streamed ?? false;
        return outcomeOf(provider, { operation, request, streamed, name: `call ${index}` });
      }),
    );
    for (const [index, outcome] of outcomes.entries())
      checkOwn(list[index] as NumberedCall<never>, outcome, index, list.length);
  });
}

function checkOwn({ result }: NumberedCall<never>, { error, result: got }: Outcome, index: number, of: number): void {
  must(got, 'apart', () => ({ expected: `an answer to call ${index} of ${of}`, got: shown(error) }));
  const difference = differenceFrom(result, got);
  must(difference === undefined, 'apart', () => ({
    expected: `the answer to call ${index} of ${of}`,
    got: difference as string,
  }));
}
