// Hostile streams: what vendors, proxies and networks do to a stream, and no stream may die or lose data of.
import { isKitError } from '@kit/core';
import type { EventFraming } from '../../framings/event-framing.ts';
import { bytesOf } from '../../framings/text-events.ts';
import { comparable, type Outcome, type Seen, succeeded } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import { differenceBetween } from '../pattern.ts';
import {
  joined,
  places,
  replacedAt,
  retold,
  type StreamEvent,
  streamBody,
  unknownEvent,
  withFieldsEverywhere,
  withJson,
} from '../stream-events.ts';
import type { Subject } from '../subject.ts';
import { checkStreamParts } from './stream-parts.ts';
import { checkCut, piecesOf, type StreamCase, streamCases, wholeAnswer } from './streams.ts';

/** A stream of events, in a framing that is known. */
interface EventStream extends StreamCase {
  readonly framing: EventFraming;
  readonly events: readonly StreamEvent[];
}

export function hostileChecks(subject: Subject): Check[] {
  const streams = streamCases(subject).flatMap((stream): EventStream[] => {
    const { framing, events } = stream.body;
    return framing ? [{ ...stream, framing, events }] : [];
  });
  const [plain] = streams.filter(({ exchange }) => exchange.operation === 'stream');
  if (!plain) return streams.map((stream) => oddValues(stream));
  const { usageAfterFinish } = subject.manifest;
  return [
    ...unharmed(plain),
    ...harmed(plain),
    endingCheck(plain),
    { name: 'stream: truncated JSON at the end is a cut', run: () => checkTruncatedJson(plain, false) },
    { name: 'stream: truncated JSON in the middle is told', run: () => checkTruncatedJson(plain, true) },
    { name: 'stream: an event of 10 MB is taken or refused', slow: true, run: () => checkHugeEvent(plain) },
    { name: 'stream: an end that comes twice is one finish', run: () => checkDuplicateFinish(plain) },
    ...(usageAfterFinish
      ? [{ name: 'stream: usage behind the finish counts', run: () => checkUsageAfterFinish(plain) }]
      : []),
    ...streams.map((stream) => oddValues(stream, stream === plain ? odd.length : 4)),
  ];
}

/** Changes of the framing, and of what readers must ignore: the answer stays the same. */
function unharmed(stream: EventStream): Check[] {
  const { events, framing } = stream;
  const written = events.map(({ bytes }) => bytes);
  const extra = { x_conformance: { deep: [1, null, 'x'] }, x_nothing: null };
  const unknown = unknownEvent(framing);
  const variants: [string, () => readonly Uint8Array[]][] = [
    ...Object.entries(framing.harmless).map(([name, change]): [string, () => readonly Uint8Array[]] => [
      name,
      () => change(written),
    ]),
    [
      'fields that nobody knows, also null',
      () =>
        events.map((event) =>
          isObject(event.json) ? withJson(event, withFieldsEverywhere(event.json, extra), framing) : event.bytes,
        ),
    ],
    ['events that nobody knows', () => [unknown, ...written.flatMap((event) => [event, unknown])]],
  ];
  return variants.map(([name, changed]) => ({
    name: `stream: ${name} change nothing`,
    run: () => checkSame(stream, joined(changed())),
  }));
}

/** Damage that the framing itself can tell: no event of the stream is exempt. */
function harmed({ exchange, events, framing, play }: EventStream): Check[] {
  return Object.entries(framing.harmful).map(([name, harm]) => ({
    name: `stream: ${name} is an error`,
    run: async () => {
      for (const at of events.keys()) {
        const pieces = events.map(({ bytes }, index) => (index === at ? harm(bytes) : bytes));
        const { error, result } = await play({ pieces: [joined(pieces)] });
        must(isKitError(error, 'invalid-response') && !isCrash(error), 'truncation', () => ({
          expected: 'an `invalid-response` error',
          got: shown(error ?? result),
          at: `${exchange.name}, event ${at + 1}`,
        }));
      }
    },
  }));
}

async function checkSame(stream: EventStream, bytes: Uint8Array): Promise<void> {
  const { exchange, play } = stream;
  const whole = comparable(await wholeAnswer(stream));
  // As one read, and cut in the middle of everything.
  for (const pieces of [[bytes], [...bytes].map((_, at) => bytes.subarray(at, at + 1))]) {
    const outcome = await play({ pieces });
    must(outcome.result, 'total', () => ({ expected: 'the same answer', got: shown(outcome.error) }));
    const difference = differenceBetween(told(whole), told(comparable(outcome.result)));
    must(difference === undefined, 'total', () => ({ expected: 'the same answer', got: difference as string }));
    checkStreamParts(exchange, outcome.parts, outcome.result);
  }
}

/** Without its end marker a stream is complete or cut, as the vendor means it; never something in between. */
function endingCheck(stream: EventStream): Check {
  const { subject, exchange, events, body, play } = stream;
  const { streamEnding } = subject.manifest;
  const { marker, without } = streamEnding ?? { marker: events.at(-1)?.bytes ?? '', without: 'cut' };
  const last = typeof marker === 'string' ? bytesOf(marker) : marker;
  const kept = body.bytes.subarray(0, -last.length);
  return {
    name: `stream: without its last word it is ${without}`,
    run: async () => {
      must(Buffer.from(last).equals(body.bytes.subarray(kept.length)), 'manifest', () => ({
        expected: '`streamEnding.marker` at the end of the plain stream',
        got: shown(events.at(-1)?.data),
      }));
      const outcome = await play({ pieces: [kept] });
      if (without === 'cut') {
        must(isKitError(outcome.error, 'invalid-response'), 'truncation', () => ({
          expected: 'an `invalid-response` error',
          got: shown(outcome.error ?? outcome.result),
        }));
        return;
      }
      succeeded(outcome, 'without the marker');
      checkCut(exchange, comparable(await wholeAnswer(stream)), outcome, 'without the marker');
    },
  };
}

/** Half of an event's JSON, and whatever comes behind it. */
async function checkTruncatedJson(stream: EventStream, goesOn: boolean): Promise<void> {
  const { events, framing, play } = stream;
  const whole = await wholeAnswer(stream);
  for (const [at, event] of events.entries()) {
    if (!isObject(event.json)) continue;
    const json = JSON.stringify(event.json);
    const torn = framing.withData(event.bytes, json.slice(0, json.length >> 1));
    const written = events.map(({ bytes }) => bytes);
    const body = [...written.slice(0, at), torn, ...(goesOn ? written.slice(at + 1) : [])];
    checkNothingLost(
      await play({ pieces: [joined(body)] }),
      whole,
      `event ${at + 1} is torn, and the stream ${goesOn ? 'goes on' : 'ends'}`,
    );
  }
}

function checkNothingLost({ error, result, parts }: Outcome, whole: Seen, at: string): void {
  if (error !== undefined) {
    must(isKitError(error, 'invalid-response') && !isCrash(error), 'total', () => ({
      expected: 'an `invalid-response` error',
      got: shown(error),
      at,
    }));
    return;
  }
  const isTold = parts.some(({ type }) => type === 'warning');
  must(isTold || (result?.text === whole.text && result?.finishReason === whole.finishReason), 'truncation', () => ({
    expected: `the whole text (${shown(whole.text)}), a warning, or an error`,
    got: `${shown(result?.text)}, ${shown(result?.finishReason)}, and no word about it`,
    at,
  }));
}

const hugeBytes = 10 * 1024 * 1024;

/** A piece of text of 10 MB, and an unknown event as long. */
async function checkHugeEvent(stream: EventStream): Promise<void> {
  const { framing, body, play } = stream;
  const pieces = piecesOf(stream).map(({ text }) => text);
  const huge = 'x'.repeat(hugeBytes);
  for (const [what, bytes, length] of [
    ['a text of 10 MB', retold(body, pieces, huge), hugeBytes],
    [
      'an unknown event of 10 MB',
      joined([unknownEvent(framing, { padding: huge }), body.bytes]),
      pieces.join('').length,
    ],
  ] as const) {
    const { error, result } = await play({ pieces: [bytes] });
    const taken = typeof result?.text === 'string' ? result.text.length : 0;
    const isTaken = error === undefined && taken >= length;
    must(isTaken || isKitError(error, 'invalid-response'), 'total', () => ({
      expected: 'all of it, or an `invalid-response` error that names the limit',
      got: error ? shown(error) : `${taken} characters`,
      at: what,
    }));
  }
}

/** Of the events around the end, each that brings no content comes twice; and the whole end comes twice. */
async function checkDuplicateFinish(stream: EventStream): Promise<void> {
  const { exchange, events, play } = stream;
  const whole = comparable(await wholeAnswer(stream));
  const withContent = new Set(piecesOf(stream).map(({ event }) => event));
  const written = events.map(({ bytes }) => bytes);
  const last = written.length - 1;
  const bare = [last - 2, last - 1, last].filter((at) => at > 0 && !withContent.has(at));
  const twice = bare.map((at) => [...written.slice(0, at + 1), ...written.slice(at)]);
  const [from = last] = bare;
  for (const [at, list] of [...twice, [...written, ...written.slice(from)]].entries()) {
    const where = at < bare.length ? `event ${(bare[at] as number) + 1} twice` : 'the whole end twice';
    const outcome = await play({ pieces: [joined(list)] });
    const again = succeeded(outcome, where);
    const difference = differenceBetween(whole, comparable(again));
    must(difference === undefined, 'total', () => ({
      expected: 'the same answer',
      got: difference as string,
      at: where,
    }));
    checkStreamParts(exchange, outcome.parts, again);
  }
}

async function checkUsageAfterFinish(stream: EventStream): Promise<void> {
  const { subject, exchange, play } = stream;
  const whole = await wholeAnswer(stream);
  const { bytes } = streamBody(
    subject.manifest.usageAfterFinish as NonNullable<typeof subject.manifest.usageAfterFinish>,
  );
  const outcome = await play({ pieces: [bytes] });
  const result = succeeded(outcome, 'usage behind the finish');
  const difference = differenceBetween(comparable(whole), comparable(result));
  must(difference === undefined, 'usage', () => ({
    expected: 'the same answer, with its usage',
    got: difference as string,
  }));
  checkStreamParts(exchange, outcome.parts, result);
}

const odd: readonly unknown[] = [null, 0, 'odd', {}, -1, '', true, [], [null], { odd: null }];

/** Every value of every event, replaced by what nobody expects there: an answer or a typed error, no crash. */
function oddValues(stream: EventStream, most = odd.length): Check {
  const { subject, exchange, events, framing, play } = stream;
  return {
    name: `${exchange.name}: null and odd values crash nothing`,
    slow: most < odd.length,
    run: async () => {
      const values = odd.slice(0, subject.manifest.takesTransport === false ? 1 : most);
      for (const [at, event] of events.entries()) {
        for (const place of places(event.json)) {
          for (const value of values) {
            const changed = withJson(event, replacedAt(event.json, place, value), framing);
            const written = events.map(({ bytes }, index) => (index === at ? changed : bytes));
            const { error } = await play({ pieces: [joined(written)] });
            must(error === undefined || (isKitError(error) && !isCrash(error)), 'total', () => ({
              expected: 'an answer, or a failure that the vendor told',
              got: shown(error),
              at: `event ${at + 1} (${shown(event.data)}) with ${shown(value)} at ${place.join('.')}`,
            }));
          }
        }
      }
    },
  };
}

/** A programming error that was wrapped is one all the same. */
export function isCrash(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (
      cause instanceof TypeError ||
      cause instanceof RangeError ||
      cause instanceof ReferenceError ||
      cause instanceof SyntaxError
    )
      return true;
  }
  return false;
}

/** What an answer says. Its message may well grow by what nobody knows: it is kept for replay. */
function told({ message: _, choices: __, meta, ...answer }: Seen): Seen {
  const { vendor: ___, ...known } = meta as Seen;
  return { ...answer, meta: known };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
