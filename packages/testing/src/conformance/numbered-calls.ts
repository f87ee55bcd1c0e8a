// Calls whose answers tell which question they belong to.
import { type ChatRequest, type Operation, user } from '@kit/core';
import { type Exchange, type ExchangeResponse, isFor } from '../exchange.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { type Outcome, outcomesAtOnce } from './call.ts';
import { piecesOf, streamCases } from './checks/streams.ts';
import { must, shown } from './failure.ts';
import type { NumberedCall } from './manifest.ts';
import { differenceFrom } from './pattern.ts';
import { answerPieces, type Served } from './serving.ts';
import { retold, streamBody } from './stream-events.ts';
import { type CallExchange, firstOf, repliesOf, type Subject, streamedReply } from './subject.ts';

type Numbered = NumberedCall<Operation>;

/** The first so many numbered calls; none where the manifest has neither chats nor numbers of its own. */
export function numberedCalls(subject: Subject, count: number): readonly Numbered[] {
  const chats = [firstOf(subject, 'chat'), firstOf(subject, 'stream')].filter((exchange) => exchange !== undefined);
  const own = subject.manifest.numbered as ((index: number) => Numbered) | undefined;
  if (!own && chats.length === 0) return [];
  const numbered = own ?? numberedChats(subject, chats);
  return Array.from({ length: count }, (_, index) => numbered(index));
}

/** The first chat, complete and streamed in turn, with the question's number in the question and in the answer. */
function numberedChats(subject: Subject, chats: readonly CallExchange[]): (index: number) => Numbered {
  const pieces = chats.map((exchange) => textsOf(subject, exchange));
  return (index) => {
    const exchange = chats[index % chats.length] as CallExchange;
    const texts = pieces[index % chats.length] as readonly string[];
    const mark = `<${index}>`;
    const { response } = streamedReply(exchange);
    const { status, headers } = answerPieces(response);
    return {
      operation: exchange.operation,
      request: { ...(exchange.request as ChatRequest), messages: [user(`question ${mark}`)] },
      asks: (body) => body.includes(mark),
      reply: { status, headers, base64: Buffer.from(retold(streamBody(response), texts, mark)).toString('base64') },
      result: { text: mark + texts.slice(1).join('') },
    };
  };
}

/** The text of the answer as it comes: in one piece, or in several. */
function textsOf(subject: Subject, exchange: CallExchange): readonly string[] {
  const stream = streamCases(subject).find((one) => one.exchange === exchange);
  return stream ? piecesOf(stream).map(({ text }) => text) : [(exchange.result as { readonly text: string }).text];
}

/** What a server answers to whichever of the calls a request is of. */
export function answersTo(calls: readonly Numbered[]): (request: ReceivedRequest) => ExchangeResponse | undefined {
  const known = calls.flatMap(({ asks, reply }) => repliesOf(reply).map((exchange) => ({ asks, exchange })));
  const isOf = (request: ReceivedRequest, { asks, exchange }: { asks: Numbered['asks']; exchange: Exchange }) => {
    const body = request.text();
    return isFor(exchange, request) && (body === '' ? exchange.request !== undefined : asks(body));
  };
  return (request) => known.find((one) => isOf(request, one))?.exchange.response;
}

/** Makes the calls, all at once. */
export function makeCalls(
  subject: Subject,
  calls: readonly Numbered[],
  { provider }: Pick<Served, 'provider'>,
): Promise<Outcome[]> {
  const exchanges = calls.map(({ operation, request }, index) => {
    const streamed = firstOf(subject, operation)?.streamed ?? false;
    return { operation, request, streamed, name: `${subject.id}: call ${index}` };
  });
  return outcomesAtOnce(provider, exchanges);
}

/** Each answer belongs to its question. @throws ConformanceFailure */
export function checkOwnAnswers(subject: Subject, calls: readonly Numbered[], outcomes: readonly Outcome[]): void {
  for (const [index, { result }] of calls.entries()) {
    const { error, result: got } = outcomes[index] as Outcome;
    const at = `${subject.id}: call ${index} of ${calls.length}`;
    must(got, 'apart', () => ({ expected: 'an answer', got: shown(error), at }));
    const difference = differenceFrom(result, got);
    must(difference === undefined, 'apart', () => ({ expected: 'its own answer', got: difference as string, at }));
  }
}
