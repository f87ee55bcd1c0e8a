// A provider before a server that plays Replicate.
import { isKitError, type KitError, type Pipeline, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, type ReplayServer, replayServer } from '@kit/testing';
import { onTestFinished } from 'vitest';
import { type ReplicateOperation, type ReplicateOptions, replicate } from '../src/index.ts';

export const apiKey = 'r8_canary0123456789abcdef';

export interface Served {
  readonly ai: Pipeline<ReplicateOperation>;
  readonly server: ReplayServer;
  /** `POST /models/a/b/predictions`, … */
  readonly asked: () => readonly string[];
  /** The body of a request, as JSON. */
  body(at?: number): Record<string, unknown>;
}

export type Script = (request: ReceivedRequest, url: string) => ExchangeResponse | undefined;

/** One answer for all requests, or what a function says to each. */
export async function served(answers: ExchangeResponse | Script, options: ReplicateOptions = {}): Promise<Served> {
  const answer = typeof answers === 'function' ? answers : () => answers;
  const server: ReplayServer = await replayServer({ answer: (request) => answer(request, server.url) });
  const ai = pipeline(
    replicate({ apiKey, baseURL: server.url, pollMs: 5, model: 'meta/meta-llama-3-8b-instruct', ...options }),
  );
  onTestFinished(async () => {
    await ai.close();
    await server.close();
  });
  return {
    ai,
    server,
    asked: () => server.requests.map(({ method, path }) => `${method} ${path}`),
    body: (at = 0) => server.requests[at]?.json() as Record<string, unknown>,
  };
}

export const prediction = (more: object = {}): ExchangeResponse => ({
  status: 201,
  body: {
    id: 'p1',
    model: 'meta/meta-llama-3-8b-instruct',
    version: 'hidden',
    input: {},
    output: null,
    logs: '',
    error: null,
    status: 'starting',
    created_at: '2026-11-01T10:00:00.000Z',
    urls: {
      get: 'https://api.replicate.com/v1/predictions/p1',
      cancel: 'https://api.replicate.com/v1/predictions/p1/cancel',
    },
    ...more,
  },
});

export const succeeded = (output: unknown, more: object = {}): ExchangeResponse =>
  prediction({ status: 'succeeded', output, metrics: { predict_time: 1.5 }, ...more });

export async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
}

export async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 3_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
