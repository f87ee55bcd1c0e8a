// Gives the provider its replies: over a real socket, or in memory where a check makes thousands of calls.
import { type AnyProvider, pipeline, type TransportRequest } from '@kit/core';
import type { AnswerPiece } from '../answer.ts';
import type { Chunking } from '../chunking.ts';
import { type Exchange, type ExchangeResponse, exchangeAnswer, isFor } from '../exchange.ts';
import type { FaultPlan } from '../faults.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { type ReplayServer, replayServer } from '../replay-server.ts';
import { countingIds, type Outcome, outcomeOf } from './call.ts';
import { fullBody, type MemoryReply, memoryTransport } from './memory-transport.ts';
import { type CallExchange, canaryKey, type Subject, streamedReply } from './subject.ts';

export interface Serving {
  readonly replies?: readonly Exchange[];
  readonly answer?: (request: ReceivedRequest) => ExchangeResponse | undefined;
  readonly chunking?: Chunking;
  readonly faults?: FaultPlan;
}

export interface Served {
  readonly server: ReplayServer;
  readonly provider: AnyProvider;
}

/** A server, and a provider that talks to it; both are closed afterwards. */
export async function withServer<T>(
  subject: Subject,
  { replies = [], answer, chunking, faults }: Serving,
  use: (served: Served) => Promise<T>,
): Promise<T> {
  const beside = besideOf(subject);
  const find = finder(replies);
  const server: ReplayServer = await replayServer({
    answer(request) {
      const response = beside(request) ?? answer?.(request) ?? find(request);
      return response && atOrigin(response, server.url);
    },
    ...(chunking && { chunking }),
    // What stands beside the matter is not what is to fail.
    ...(faults && { faults: typeof faults === 'function' ? sparing(beside, faults) : faults }),
  });
  const provider = subject.make({ baseURL: server.url });
  try {
    return await use({ server, provider });
  } finally {
    await provider.close?.();
    await server.close();
  }
}

type Finder = (request: Pick<ReceivedRequest, 'method' | 'path'>) => ExchangeResponse | undefined;

/** Each reply once, in their order; the last that is for the request again and again. */
export function finder(replies: readonly Exchange[]): Finder {
  const used = new Set<Exchange>();
  return (request) => {
    const fitting = replies.filter((exchange) => isFor(exchange, request));
    const exchange = fitting.find((one) => !used.has(one)) ?? fitting.at(-1);
    if (exchange) used.add(exchange);
    return exchange?.response;
  };
}

/** Replies that name an address name the server's own: `{{origin}}`. */
function atOrigin(response: ExchangeResponse, origin: string): ExchangeResponse {
  return filledIn(response, '{{origin}}', origin);
}

/** A copy with the place filled in, where there is one. */
function filledIn<T>(value: T, place: string, by: string): T {
  const text = JSON.stringify(value);
  return text.includes(place) ? (JSON.parse(text.replaceAll(place, by)) as T) : value;
}

function besideOf({ manifest: { beside = [] } }: Subject): Finder {
  const known = filledIn(beside, '{{credential}}', canaryKey);
  return (request) => known.find((exchange) => isFor(exchange, request))?.response;
}

/** True for a request that is not the matter itself: one for a token, say. */
export function isBeside(
  { manifest: { beside = [] } }: Subject,
  request: Pick<ReceivedRequest, 'method' | 'path'>,
): boolean {
  return beside.some((exchange) => isFor(exchange, request));
}

function sparing(beside: Finder, faults: Extract<FaultPlan, (request: never) => unknown>): FaultPlan {
  return (request) => (beside(request) ? undefined : faults(request));
}

const memoryOrigin = 'http://conformance.invalid';

/** A provider that gets its replies in memory: `shape` makes the one that streams of what the manifest says. */
export function inMemory(
  subject: Subject,
  exchange: CallExchange,
  shape: (response: ExchangeResponse) => MemoryReply = wholeReply,
): AnyProvider {
  const beside = besideOf(subject);
  const replies = exchange.replies.map((one) => ({ ...one, response: atOrigin(one.response, memoryOrigin) }));
  const find = finder(replies);
  const shaped = replies[exchange.streamedAt]?.response;
  const answer = ({ method, url }: TransportRequest): MemoryReply => {
    const request = { method, path: new URL(url).pathname };
    const known = beside(request);
    if (known) return wholeReply(known);
    const response = find(request);
    if (response) return response === shaped ? shape(response) : wholeReply(response);
    return wholeReply({ status: 501, body: { error: { message: `The manifest has no reply for ${method} ${url}.` } } });
  };
  return subject.make({ baseURL: memoryOrigin, transport: memoryTransport(answer) });
}

function wholeReply(response: ExchangeResponse): MemoryReply {
  const { status, headers, pieces } = answerPieces(response);
  return { status, headers, body: fullBody(pieces) };
}

function answerHead({ status, headers, body }: ExchangeResponse) {
  const { pieces: _, ...head } = answerPieces({ status, headers, ...(body !== undefined && { body: null }) });
  return head;
}

/** A reply's status, headers and bytes. */
export function answerPieces(response: ExchangeResponse, chunking: Chunking = 'whole') {
  const { status, headers, body } = exchangeAnswer(response, chunking);
  return { status, headers, pieces: (body as readonly AnswerPiece[]).map(dataOf) };
}

const dataOf = (piece: AnswerPiece): Uint8Array => (piece instanceof Uint8Array ? piece : piece.data);

export interface Wire {
  readonly pieces: readonly Uint8Array[];
  /** `break`: the connection is cut. Default `end`. */
  readonly ending?: 'end' | 'break';
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the exchange's call with these bytes as its (first) reply. */
export type Play = (wire: Wire) => Promise<Outcome>;

/** In memory where that can be, with one provider for all runs; else over a socket, with a server for each. */
export function player(subject: Subject, exchange: CallExchange): Play {
  return subject.manifest.takesTransport === false ? socketPlayer(subject, exchange) : memoryPlayer(subject, exchange);
}

function memoryPlayer(subject: Subject, exchange: CallExchange): Play {
  const environment = countingIds();
  const { response: streamed } = streamedReply(exchange);
  let current: Wire = { pieces: [] };
  const shape = (response: ExchangeResponse): MemoryReply => {
    const { headers = streamed.headers, pieces, ending = 'end' } = current;
    const answer = answerHead({ ...response, ...(headers && { headers }) });
    return { ...answer, body: fullBody(pieces, ending) };
  };
  const ai = pipeline(inMemory(subject, exchange, shape), { environment });
  return (wire) => {
    current = wire;
    environment.restart();
    return outcomeOf(ai, exchange);
  };
}

function socketPlayer(subject: Subject, exchange: CallExchange): Play {
  const streamed = streamedReply(exchange);
  const cut = { type: 'cut', afterBytes: Number.MAX_SAFE_INTEGER } as const;
  return ({ pieces, ending, headers = streamed.response.headers }) => {
    const base64 = Buffer.concat(pieces).toString('base64');
    const { body: _, text: __, ...kept } = streamed.response;
    const response = { ...kept, ...(headers && { headers }), base64, chunkLengths: pieces.map(({ length }) => length) };
    const replies = exchange.replies.map((one) => (one === streamed ? { ...one, response } : one));
    const faults = (request: ReceivedRequest) => (isFor(streamed, request) ? cut : undefined);
    return withServer(subject, { replies, ...(ending === 'break' && { faults }) }, ({ provider }) =>
      outcomeOf(provider, exchange),
    );
  };
}
