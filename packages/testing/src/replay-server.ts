// The replay server: answers recorded or written exchanges over a real socket, cut and broken as a test wants it.
import { KitError } from '@kit/core';
import { type Answer, jsonAnswer } from './answer.ts';
import type { Chunking } from './chunking.ts';
import { type Exchange, type ExchangeResponse, exchangeAnswer, isFor } from './exchange.ts';
import type { FaultPlan } from './faults.ts';
import { type LoopbackServer, loopbackServer } from './loopback-server.ts';
import type { ReceivedRequest } from './received-request.ts';

export interface ReplayServerOptions {
  /**
   * What to answer. Each request gets the first exchange that is for it and was not used; when all were used, the last
   * one again. Exchanges without a request are for every request.
   */
  readonly exchanges?: readonly (Exchange | ExchangeResponse)[];
  /** Answers instead of exchanges; `undefined` falls through to them. */
  readonly answer?: (request: ReceivedRequest) => ExchangeResponse | undefined | Promise<ExchangeResponse | undefined>;
  /** Default `recorded`. */
  readonly chunking?: Chunking;
  /** Pause before each write of a body. Default 0. */
  readonly pauseMs?: number;
  readonly faults?: FaultPlan;
}

export interface ReplayServer extends LoopbackServer {
  /** Requests for which there was no exchange; they were answered with 501. */
  readonly unexpected: readonly ReceivedRequest[];
}

/**
 * Starts a replay server on 127.0.0.1.
 *
 * @example
 * await using server = await replayServer({ exchanges: [{ body: { id: 'chatcmpl-1', … } }], faults: [{ type: 'cut' }] });
 * const ai = pipeline(openai({ apiKey: 'test', baseURL: server.url }));
 *
 * @throws KitError `config` if there is nothing to answer.
 */
export async function replayServer(options: ReplayServerOptions): Promise<ReplayServer> {
  const { exchanges = [], answer, chunking = 'recorded', pauseMs = 0, faults } = options;
  if (!answer && exchanges.length === 0) {
    throw new KitError(
      'config',
      'replayServer() needs `exchanges` or `answer`: without them there is nothing to replay.',
      { field: 'exchanges' },
    );
  }
  const recorded: readonly Exchange[] = exchanges.map((one) => ('response' in one ? one : { response: one }));
  const used = new Set<Exchange>();
  const unexpected: ReceivedRequest[] = [];

  const find = (request: ReceivedRequest): ExchangeResponse | undefined => {
    const fitting = recorded.filter((exchange) => isFor(exchange, request));
    const exchange = fitting.find((one) => !used.has(one)) ?? fitting.at(-1);
    if (exchange) used.add(exchange);
    return exchange?.response;
  };
  const respond = async (request: ReceivedRequest): Promise<Answer> => {
    const response = (await answer?.(request)) ?? find(request);
    if (response) return exchangeAnswer(response, chunking, pauseMs);
    unexpected.push(request);
    return jsonAnswer(501, {
      error: { message: `replayServer() has no exchange for ${request.method} ${request.path}.` },
    });
  };

  const server = await loopbackServer({ answer: respond, ...(faults && { faults }) });
  return Object.assign(server, { unexpected });
}
