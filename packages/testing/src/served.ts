// A provider before a server that answers what a test has written.
import { isKitError, type KitError, type Operation, type Pipeline, type Provider, pipeline } from '@kit/core';
import type { FactoryOptions } from './conformance/manifest.ts';
import type { Exchange, ExchangeResponse } from './exchange.ts';
import type { ReceivedRequest } from './received-request.ts';
import { type ReplayServer, replayServer } from './replay-server.ts';

/** Answers in turn, or a function that answers each request. */
export type Answers =
  | readonly (Exchange | ExchangeResponse)[]
  | ((request: ReceivedRequest) => ExchangeResponse | Promise<ExchangeResponse>);

export interface Served<O extends Operation> extends AsyncDisposable {
  readonly ai: Pipeline<O>;
  readonly provider: Provider<O>;
  readonly server: ReplayServer;
  /** The request that came last, or that with this index. @throws Error if none came */
  request(index?: number): ReceivedRequest;
  /** Its JSON body. */
  body(index?: number): Record<string, unknown>;
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback interface and points a provider at it.
 *
 * @param make the provider's factory with a test's options: `(at) => groq({ ...at, model: 'm-1' })`; `apiKey` is `test-key`
 * @example
 * await using vended = await served((at) => groq({ ...at, model: 'm-1' }), [{ body: { choices: [] } }]);
 */
export async function served<O extends Operation>(
  make: (options: Omit<FactoryOptions, 'transport'>) => Provider<O>,
  answers: Answers,
  { path = '' }: { readonly path?: string } = {},
): Promise<Served<O>> {
  const server = await replayServer(
    typeof answers === 'function' ? { answer: answers, chunking: 'event' } : { exchanges: answers, chunking: 'event' },
  );
  const provider = make({ baseURL: `${server.url}${path}`, apiKey: 'test-key' });
  const ai = pipeline(provider);
  const request = (index = server.requests.length - 1): ReceivedRequest => {
    const found = server.requests[index];
    if (!found) throw new Error('No such request came.');
    return found;
  };
  const close = async () => {
    await ai.close();
    await server.close();
  };
  return {
    ai: ai as Pipeline<O>,
    provider,
    server,
    request,
    body: (index) => request(index).json() as Record<string, unknown>,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The KitError with which a call fails. @throws Error if it does not fail; whatever else it throws */
export async function failureOf(run: Promise<unknown> | (() => unknown)): Promise<KitError> {
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (error) {
    if (isKitError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
