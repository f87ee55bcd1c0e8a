// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, type ReplayServer, replayServer } from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type DeepgramOperation, type DeepgramOptions, deepgram } from '../src/index.ts';

export const apiKey = 'dg-canary-0123456789abcdef';

export interface Served {
  readonly ai: Pipeline<DeepgramOperation>;
  readonly server: ReplayServer;
  /** All values of a query parameter of a request. */
  query(name: string, at?: number): readonly string[];
}

export async function served(
  answers: ExchangeResponse | ((request: ReceivedRequest) => ExchangeResponse),
  options: DeepgramOptions = {},
): Promise<Served> {
  const server = await replayServer(typeof answers === 'function' ? { answer: answers } : { exchanges: [answers] });
  const ai = pipeline(deepgram({ apiKey, baseURL: `${server.url}/v1`, ...options }));
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  return { ai, server, query: (name, at = 0) => server.requests[at]?.query.getAll(name) ?? [] };
}

/** The least of a reply to a recording. */
export const transcript = (text: string, more: object = {}): ExchangeResponse => ({
  body: {
    metadata: { request_id: 'req-1', duration: 2, channels: 1, models: [], model_info: {} },
    results: { channels: [{ alternatives: [{ transcript: text, confidence: 1, words: [] }] }], ...more },
  },
});

export async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
}
