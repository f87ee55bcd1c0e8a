// Aborts, in every phase of a call: at once, with the caller's reason, and the server sees the socket go.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type CallOptions, isKitError, type KitError } from '@kit/core';
import { type Exchange, isFor } from '../../exchange.ts';
import type { Fault } from '../../faults.ts';
import { preciseNow, type ReceivedRequest } from '../../received-request.ts';
import { begin, type Outcome, outcomeOf, patiently, type SeenStream } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import { isBeside, type Served, withServer } from '../serving.ts';
import { type CallExchange, firstOf, type Subject, streamedReply } from '../subject.ts';
import { streamCases } from './streams.ts';

/** A busy machine is no slow provider: one of so many tries must do it. */
const tries = 3;
const limitMs = 50;

export function abortChecks(subject: Subject): Check[] {
  const stream = firstOf(subject, 'stream');
  const complete = firstOf(subject, 'chat') ?? subject.exchanges.find(({ streamed }) => !streamed);
  const any = [complete, stream].filter((exchange) => exchange !== undefined);
  return [
    ...any.flatMap((exchange) => {
      const check = (phase: string, run: () => Promise<void>): Check => ({
        name: `${exchange.operation}: an abort ${phase}`,
        run,
      });
      return [
        check('before the call sends nothing', () => checkBefore(subject, exchange)),
        check('while connecting closes the socket', () => checkConnecting(subject, exchange)),
        check('before the headers closes the socket', () => checkPhase(subject, exchange, { type: 'hang' })),
        check('behind the headers closes the socket', () =>
          checkPhase(subject, exchange, { type: 'hang', after: 'headers' }),
        ),
      ];
    }),
    ...(complete
      ? [
          {
            name: `${complete.operation}: an abort in the middle of the body closes the socket`,
            run: () => checkPhase(subject, complete, { type: 'hang', afterBytes: 10 }),
          },
        ]
      : []),
    ...(stream
      ? [
          {
            name: 'stream: an abort between parts closes the socket',
            run: () => checkMidStream(subject, stream, 'abort'),
          },
          { name: 'stream: leaving the loop closes the socket', run: () => checkMidStream(subject, stream, 'leave') },
        ]
      : []),
  ];
}

const reason = new Error('conformance: the caller changed its mind');

async function checkBefore(subject: Subject, exchange: CallExchange): Promise<void> {
  await withServer(subject, { replies: exchange.replies }, async ({ server, provider }) => {
    checkAborted(await outcomeOf(provider, exchange, { signal: AbortSignal.abort(reason) }));
    must(server.requests.length === 0, 'abort', () => ({ expected: 'no request', got: `${server.requests.length}` }));
  });
}

/** A server that takes connections and never says a word: a TLS handshake with it does not end. */
async function checkConnecting(subject: Subject, exchange: CallExchange): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    // Data that nobody reads would hide the end.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await withinLimit(async () => {
      const provider = subject.make({ baseURL: `https://127.0.0.1:${port}` });
      const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
      const closedAfterMs = await abortAfter(
        (options) => outcomeOf(provider, exchange, options),
        async () => {
          const socket = await connected;
          return new Promise<number>((resolve) => socket.once('close', () => resolve(preciseNow())));
        },
        connected,
      );
      await provider.close?.();
      return closedAfterMs;
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function checkPhase(subject: Subject, exchange: CallExchange, fault: Fault): Promise<void> {
  await withServer(subject, { replies: exchange.replies, faults: () => fault }, async ({ server, provider }) => {
    await withinLimit(async () => {
      const asked = nextMatter(subject, server);
      return abortAfter(
        (options) => outcomeOf(provider, exchange, options),
        async () => (await (await asked).closed).at,
        asked,
      );
    });
  });
}

/** The next request that is not a token's, and that this reply is for: it is the one that hangs. */
async function nextMatter(subject: Subject, server: Served['server'], reply?: Exchange): Promise<ReceivedRequest> {
  for (let count = server.requests.length + 1; ; count++) {
    const request = await server.received(count);
    if (!isBeside(subject, request) && (!reply || isFor(reply, request))) return request;
  }
}

type Calling = (options: CallOptions) => Promise<Outcome>;

/** Aborts a call once it has come so far; how long until its socket was closed. */
async function abortAfter(
  call: Calling,
  closedAt: () => Promise<number>,
  cameSoFar: Promise<unknown>,
): Promise<number> {
  const controller = new AbortController();
  const running = call({ signal: controller.signal });
  await Promise.race([cameSoFar, running]);
  // What was sent has arrived.
  await new Promise((resolve) => setTimeout(resolve, 15));
  const closed = closedAt();
  const abortedAt = preciseNow();
  controller.abort(reason);
  checkAborted(await running);
  return (await soon(closed)) - abortedAt;
}

/** The time that something happens, or the end of time if it does not. */
function soon(time: Promise<number>): Promise<number> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(Number.POSITIVE_INFINITY), 400);
  });
  return Promise.race([time, never]).finally(() => clearTimeout(timer));
}

async function withinLimit(measure: () => Promise<number>): Promise<void> {
  let best = await measure();
  // Late is perhaps the machine; not at all is not.
  for (let at = 1; at < tries && best > limitMs && Number.isFinite(best); at++) best = Math.min(best, await measure());
  must(best <= limitMs, 'abort', () => ({
    expected: `the server to see the socket closed within ${limitMs} ms`,
    got: Number.isFinite(best) ? `${Math.round(best)} ms, the best of ${tries} tries` : 'a socket that stays open',
  }));
}

function checkAborted({ error, result }: Outcome): void {
  must(isKitError(error, 'aborted'), 'abort', () => ({ expected: 'an `aborted` error', got: shown(error ?? result) }));
  must((error as KitError).cause === reason, 'abort', () => ({
    expected: "the signal's reason as the cause",
    got: shown(error.cause),
  }));
}

/** The stream is under way and goes on for ever; its reader aborts, or leaves. */
async function checkMidStream(subject: Subject, exchange: CallExchange, how: 'abort' | 'leave'): Promise<void> {
  const events = streamCases(subject).find((one) => one.exchange === exchange)?.body.events.length ?? 1;
  // All but the end.
  const hang = { type: 'hang', afterEvents: Math.max(1, events - 2) } as const;
  const streamed = streamedReply(exchange);
  const faults = (request: ReceivedRequest) => (isFor(streamed, request) ? hang : undefined);
  await withServer(subject, { replies: exchange.replies, faults }, async ({ server, provider }) => {
    await withinLimit(async () => {
      const controller = new AbortController();
      const stream = begin(provider, exchange, { signal: controller.signal }) as SeenStream;
      const asked = nextMatter(subject, server, streamed);
      let leftAt = 0;
      const read = async () => {
        for await (const part of stream) {
          if (part.type === 'start') continue;
          leftAt = preciseNow();
          if (how === 'leave') return undefined;
          controller.abort(reason);
        }
        return 'an end';
      };
      const reading = read().catch((thrown: unknown) => thrown);
      const error = await patiently(reading, 'a stream with content', { giveUp: () => void stream.cancel() });
      if (how === 'abort') checkAborted({ parts: [], error, committed: true });
      else
        must(error === undefined, 'abort', () => ({
          expected: 'nothing thrown to a reader that leaves',
          got: shown(error),
        }));
      return (await soon((await asked).closed.then(({ at }) => at))) - leftAt;
    });
  });
}
