// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReplayServer, replayServer } from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type OllamaOperation, type OllamaOptions, ollama } from '../src/index.ts';

export const apiKey = 'ol-canary-0123456789abcdef';

export interface Served {
  readonly ai: Pipeline<OllamaOperation>;
  readonly server: ReplayServer;
  /** The body of a request, as JSON. */
  body(at?: number): Record<string, unknown>;
}

/** Answers one exchange after the other, or what a function says to each body. */
export async function served(
  answers: readonly ExchangeResponse[] | ((body: Record<string, unknown>, at: number) => ExchangeResponse),
  options: OllamaOptions = {},
): Promise<Served> {
  const answer =
    typeof answers === 'function'
      ? { answer: (request: { json(): unknown; index: number }) => answers(request.json() as never, request.index) }
      : { exchanges: answers };
  const server = await replayServer(answer);
  const ai = pipeline(ollama({ baseURL: server.url, model: 'qwen3:8b', ...options }));
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  return { ai, server, body: (at = 0) => server.requests[at]?.json() as Record<string, unknown> };
}

/** The figures of a last line; times are in nanoseconds. */
export const counted = {
  total_duration: 9e9,
  load_duration: 1e9,
  prompt_eval_count: 12,
  prompt_eval_duration: 2e9,
  eval_count: 34,
  eval_duration: 6e9,
};

/** A complete answer. */
export const answer = (message: object, more: object = {}): ExchangeResponse => ({
  body: {
    model: 'qwen3:8b',
    created_at: '2026-08-07T06:08:11Z',
    message: { role: 'assistant', content: '', ...message },
    done: true,
    done_reason: 'stop',
    ...counted,
    ...more,
  },
});

/** A stream: one JSON object a line. */
export const lines = (...list: readonly unknown[]): ExchangeResponse => ({
  headers: { 'content-type': 'application/x-ndjson' },
  text: list.map((line) => JSON.stringify(line) + String.fromCharCode(10)).join(''),
});

export async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
}
