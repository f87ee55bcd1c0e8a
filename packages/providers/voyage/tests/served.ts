// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReplayServer, replayServer } from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type VoyageOperation, type VoyageOptions, voyage } from '../src/index.ts';

export const apiKey = 'pa-canary-0123456789abcdef';

export interface Served {
  readonly ai: Pipeline<VoyageOperation>;
  readonly server: ReplayServer;
  /** The body of a request, as JSON. */
  body(at?: number): Record<string, unknown>;
}

/** Answers one exchange after the other, or what a function says to each body. */
export async function served(
  answers: readonly ExchangeResponse[] | ((body: Record<string, unknown>, at: number) => ExchangeResponse),
  options: VoyageOptions = {},
): Promise<Served> {
  const answer =
    typeof answers === 'function'
      ? { answer: (request: { json(): unknown; index: number }) => answers(request.json() as never, request.index) }
      : { exchanges: answers };
  const server = await replayServer(answer);
  const ai = pipeline(voyage({ apiKey, baseURL: server.url, model: 'voyage-4', ...options }));
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  return { ai, server, body: (at = 0) => server.requests[at]?.json() as Record<string, unknown> };
}

export const list = (...vectors: readonly unknown[]): ExchangeResponse => ({
  body: {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', embedding, index })),
    model: 'voyage-4',
    usage: { total_tokens: vectors.length * 2 },
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
