// Streams: however the network cuts them, wherever they break, and when their answer counts as begun.
import { isKitError } from '@kit/core';
import { chunked } from '../../chunking.ts';
import { bytesOf } from '../../framings/text-events.ts';
import { begin, comparable, type Outcome, type Seen, succeeded } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import { FedBody } from '../memory-transport.ts';
import { differenceBetween } from '../pattern.ts';
import { answerPieces, inMemory, type Play, player } from '../serving.ts';
import { joined, type StreamBody, streamBody, type TextPiece, textPieces } from '../stream-events.ts';
import { type CallExchange, type Subject, streamedReply, streamsOf } from '../subject.ts';
import { checkStreamParts } from './stream-parts.ts';

/** The exchange, its body, and the answer when nothing is wrong. */
export interface StreamCase {
  readonly subject: Subject;
  readonly exchange: CallExchange;
  readonly body: StreamBody;
  readonly play: Play;
}

export function streamCases(subject: Subject): StreamCase[] {
  return streamsOf(subject).map((exchange) => ({
    subject,
    exchange,
    body: streamBody(streamedReply(exchange).response),
    play: player(subject, exchange),
  }));
}

export function streamChecks(subject: Subject): Check[] {
  const [plain] = streamCases(subject).filter(({ exchange }) => exchange.operation === 'stream');
  return [
    ...streamCases(subject).flatMap((stream, at) => [
      { name: `${stream.exchange.name}: chunks change nothing`, run: () => checkChunking(stream) },
      {
        name: `${stream.exchange.name}: cut at its events, it fails or is whole`,
        run: () => checkBrokenEvents(stream),
      },
      ...(stream.body.framing
        ? [
            {
              name: `${stream.exchange.name}: cut at every byte, it fails or is whole`,
              slow: at > 0,
              run: () => checkCuts(stream),
            },
          ]
        : []),
    ]),
    ...(plain && subject.manifest.takesTransport !== false
      ? [{ name: 'stream: the promise settles at the first content', run: () => checkCommitPoint(plain) }]
      : []),
    ...(plain ? streamErrorChecks(plain) : []),
  ];
}

/** The answer to the body as it stands in the manifest. */
export async function wholeAnswer({ exchange, body, play }: StreamCase): Promise<Seen> {
  return succeeded(await play({ pieces: [body.bytes] }), exchange.name);
}

async function checkChunking(stream: StreamCase): Promise<void> {
  const { exchange, body, play } = stream;
  const whole = comparable(await wholeAnswer(stream));
  for (const chunking of ['event', 'bytes:1', 'bytes:2', 'bytes:7', 'bytes:100'] as const) {
    const pieces = chunked(body.bytes, chunking, { contentType: body.contentType });
    const outcome = await play({ pieces });
    const result = succeeded(outcome, `in chunks: ${chunking}`);
    const difference = differenceBetween(whole, comparable(result));
    must(difference === undefined, 'chunking', () => ({
      expected: 'the same answer',
      got: difference as string,
      at: `in chunks: ${chunking}`,
    }));
    checkStreamParts(exchange, outcome.parts, result);
  }
}

/** Over sockets every cut costs a server: so many are enough. */
const mostCutsOverSockets = 150;

async function checkCuts(stream: StreamCase): Promise<void> {
  // Thousands of errors are made here whose stacks nobody reads: they are a third of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await checkEveryCut(stream);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function checkEveryCut(stream: StreamCase): Promise<void> {
  const { subject, exchange, body, play } = stream;
  const whole = comparable(await wholeAnswer(stream));
  const { length } = body.bytes;
  const step = subject.manifest.takesTransport === false ? Math.max(1, Math.ceil(length / mostCutsOverSockets)) : 1;
  for (let at = 0; at < length; at += step) {
    const pieces = at === 0 ? [] : [body.bytes.subarray(0, at)];
    checkCut(exchange, whole, await play({ pieces }), `the body ends at byte ${at} of ${length}`);
  }
}

/** A body that ends, and a connection that is cut: between events, and inside of them. */
async function checkBrokenEvents(stream: StreamCase): Promise<void> {
  const { exchange, body, play } = stream;
  const whole = comparable(await wholeAnswer(stream));
  const { length } = body.bytes;
  // Where nothing but its end says that a body is whole (sound), one that ends early cannot be told from it.
  const endings = body.framing ? (['end', 'break'] as const) : (['break'] as const);
  let at = 0;
  for (const { bytes } of body.framing ? body.events : [body]) {
    for (const place of [at + (bytes.length >> 1), at + bytes.length]) {
      for (const ending of endings) {
        if (ending === 'end' && place === length) continue;
        const outcome = await play({ pieces: [body.bytes.subarray(0, place)], ending });
        checkCut(exchange, whole, outcome, `${ending} at byte ${place} of ${length}`);
      }
    }
    at += bytes.length;
  }
}

const cutCodes = ['invalid-response', 'network'] as const;

/** A cut stream failed with what had arrived, or its answer was whole. */
export function checkCut({ name }: CallExchange, whole: Seen, outcome: Outcome, where: string): void {
  const at = `${name}, ${where}`;
  const { error, result } = outcome;
  if (result) {
    const { usage } = result;
    const difference = differenceBetween(answerOf(whole), answerOf(comparable(result)));
    must(difference === undefined, 'truncation', () => ({
      expected: 'an error, or the whole answer',
      got: difference as string,
      at,
    }));
    const used = usage === undefined || differenceBetween(whole.usage, comparable(result).usage) === undefined;
    must(used || (usage as Seen).state !== 'reported', 'truncation', () => ({
      expected: 'the whole usage, or one that says it is none',
      got: shown(usage),
      at,
    }));
    return;
  }
  must(isKitError(error, ...cutCodes), 'truncation', () => ({
    expected: `an error with the code ${cutCodes.join(' or ')}`,
    got: shown(error),
    at,
  }));
  if (!outcome.committed) return;
  const partial = error.partial as Seen | undefined;
  const told = outcome.parts.map((part) => (part.type === 'text' && !part.choice ? part.text : '')).join('');
  must(partial && (partial.text === undefined || partial.text === told), 'truncation', () => ({
    expected: `\`error.partial\` with what had arrived (${shown(told)})`,
    got: shown(partial?.text ?? partial),
    at,
  }));
}

/** The answer itself: usage, and what a vendor says beside it at the end, may have been on its way. */
function answerOf({ usage: _, cost: __, warnings: ___, meta, ...answer }: Seen): Seen {
  const { vendor: ____, ...known } = meta as Seen;
  return { ...answer, meta: known };
}

/** The pieces of the plain text, as the wire has them. */
export function piecesOf({ exchange, body }: StreamCase): readonly TextPiece[] {
  const { text } = exchange.result as { readonly text?: unknown };
  const pieces = typeof text === 'string' && text !== '' ? textPieces(body.events, text) : [];
  must(pieces.length > 0, 'manifest', () => ({
    expected: 'a first chat with plain text: its `result.text` comes in pieces in the events of its stream',
    got: shown(text),
  }));
  return pieces;
}

async function checkCommitPoint(stream: StreamCase): Promise<void> {
  const { subject, exchange, body } = stream;
  const [{ event: first }] = piecesOf(stream) as readonly [TextPiece];
  const fed = new FedBody();
  const provider = inMemory(subject, exchange, (response) => ({ ...answerPieces(response), body: fed }));
  const opened = begin(provider, exchange) as { ready(): Promise<unknown>; cancel(): Promise<void> };
  let settled = false;
  opened.ready().then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  // Requests may have to be signed first, and that is done elsewhere than on this thread.
  await until(() => fed.wasRead || settled);
  for (const [at, { bytes }] of body.events.slice(0, first + 1).entries()) {
    await turns();
    must(!settled, 'commit', () => ({
      expected: `nothing settled before event ${first + 1}, the first with content`,
      got: `it settled at event ${at}`,
    }));
    fed.push(bytes);
  }
  await until(() => settled);
  must(settled, 'commit', () => ({
    expected: `an answer that has begun with event ${first + 1}, though nothing follows yet`,
    got: 'a promise that waits',
  }));
  await opened.cancel();
  must(fed.cancelled, 'scope', () => ({
    expected: 'the body to be given up with the stream',
    got: 'one that is still open',
  }));
}

/** Longer than anything takes that needs no network. */
const patienceMs = 2_000;

/** Until it holds, or nothing comes of it. */
async function until(holds: () => boolean): Promise<void> {
  const latest = performance.now() + patienceMs;
  while (!holds() && performance.now() < latest) await turns();
}

/** Turns of the loop: whatever could go on has gone on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Failures told inside of a 200: before the first content a rejection, after it thrown by the iterator. */
function streamErrorChecks(stream: StreamCase): Check[] {
  const { subject, body, play } = stream;
  const { streamErrors = [] } = subject.manifest;
  return streamErrors.flatMap(({ name, event, code, endsAnswer = false }) =>
    [false, true].map((late) => ({
      name: `stream: told inside a 200, ${late ? 'after' : 'before'} the first content: ${name}`,
      run: async () => {
        const begun = late ? (piecesOf(stream)[0] as TextPiece).event + 1 : 0;
        const kept = body.events.slice(0, begun).map(({ bytes }) => bytes);
        const told = typeof event === 'string' ? bytesOf(event) : event;
        const outcome = await play({ pieces: [joined([...kept, told])] });
        if (late && endsAnswer) return checkEndedWithError(outcome);
        must(isKitError(outcome.error, code) && outcome.committed === late, 'errors', () => ({
          expected: `${late ? 'the iterator to throw' : 'a rejection before anything is seen'}: \`${code}\``,
          got: `${shown(outcome.error ?? outcome.result)}${outcome.committed ? ', after the commit point' : ''}`,
        }));
        if (!late) return;
        const partial = (outcome.error as { readonly partial?: Seen }).partial;
        must(partial?.text, 'errors', () => ({
          expected: '`error.partial` with the text so far',
          got: shown(partial),
        }));
      },
    })),
  );
}

function checkEndedWithError({ result, error }: Outcome): void {
  const { finishReason, warnings, text } = result ?? {};
  const isTold = finishReason === 'error' && Array.isArray(warnings) && warnings.length > 0;
  must(isTold && text, 'errors', () => ({
    expected: 'the text so far, the finish reason "error" and a warning',
    got: shown(error ?? result),
  }));
}
