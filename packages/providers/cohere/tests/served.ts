// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReplayServer, replayServer } from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type CohereOperation, type CohereOptions, cohere } from '../src/index.ts';

export const apiKey = 'co-canary-0123456789abcdef';

export interface Served {
  readonly ai: Pipeline<CohereOperation>;
  readonly server: ReplayServer;
  /** The body of a request, as JSON. */
  body(at?: number): Record<string, unknown>;
}

/** Answers one exchange after the other, or what a function says to each body. */
export async function served(
  answers: readonly ExchangeResponse[] | ((body: Record<string, unknown>, at: number) => ExchangeResponse),
  options: CohereOptions = {},
): Promise<Served> {
  const answer =
    typeof answers === 'function'
      ? { answer: (request: { json(): unknown; index: number }) => answers(request.json() as never, request.index) }
      : { exchanges: answers };
  const server = await replayServer(answer);
  const ai = pipeline(cohere({ apiKey, baseURL: server.url, model: 'command-a-plus-05-2026', ...options }));
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  return { ai, server, body: (at = 0) => server.requests[at]?.json() as Record<string, unknown> };
}

/** A complete answer. */
export const answer = (message: object, finish = 'COMPLETE', more: object = {}): ExchangeResponse => ({
  body: { id: 'r-1', message: { role: 'assistant', ...message }, finish_reason: finish, ...more },
});

/** A stream of events, each named by its type. */
export const events = (
  ...list: readonly { readonly type: string; readonly [field: string]: unknown }[]
): ExchangeResponse => ({
  headers: { 'content-type': 'text/event-stream' },
  text: `${list.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`,
});

export async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
}
