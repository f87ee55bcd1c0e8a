// A server on the loopback interface and a provider that talks to it, for the tests.
import { isKitError, type KitError, pipeline, type Transport } from '@kit/core';
import { nodeTransport } from '@kit/http';
import { type ReceivedRequest, replayServer } from '@kit/testing';
import { type OpenaiCompatibleOptions, openaiCompatible, type PresetName } from '../src/index.ts';

export type Answer = NonNullable<Parameters<typeof replayServer>[0]['answer']>;

/** An unknown server. */
export async function served(answer: Answer, options: OpenaiCompatibleOptions = {}) {
  const server = await replayServer({ answer, chunking: 'event' });
  const provider = openaiCompatible({ baseURL: `${server.url}/v1`, model: 'm-1', ...options });
  const ai = pipeline(provider);
  return { server, provider, ai, [Symbol.asyncDispose]: () => closeAll(ai, server) };
}

/** A preset whose vendor is the server: requests keep the vendor's addresses, which `urls` lists. */
export async function preset<P extends PresetName>(
  name: P,
  answer: Answer,
  options: Omit<OpenaiCompatibleOptions, 'preset'> = {},
) {
  const server = await replayServer({ answer, chunking: 'event' });
  const node = nodeTransport();
  const urls: string[] = [];
  const transport: Transport = (request, how) => {
    urls.push(request.url);
    const { pathname, search } = new URL(request.url);
    return node({ ...request, url: `${server.url}${pathname}${search}` }, how);
  };
  const provider = openaiCompatible({ preset: name, apiKey: 'key-1', model: 'm-1', transport, ...options });
  const ai = pipeline(provider);
  return { server, provider, ai, urls, [Symbol.asyncDispose]: () => closeAll(ai, node, server) };
}

async function closeAll(...parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

/** The request that a server got last. */
export function last({ requests }: { readonly requests: readonly ReceivedRequest[] }): ReceivedRequest {
  const request = requests.at(-1);
  if (!request) throw new Error('No request came.');
  return request;
}

/** Its body as JSON. */
export const bodyOf = (server: { readonly requests: readonly ReceivedRequest[] }) =>
  last(server).json() as Record<string, unknown>;

/** The KitError of a promise or a function. */
export async function failed(run: Promise<unknown> | (() => unknown)): Promise<KitError> {
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (error) {
    if (isKitError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** A complete answer of the wire. */
export const completion = (message: object = { content: 'Hello' }, more: object = {}) => ({
  body: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'm-1',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    ...more,
  },
});

/** A stream of these chunks; text is taken as it is. */
export const stream = (...chunks: (object | string)[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  text: chunks.map((chunk) => (typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`)).join(''),
});

/** A chunk with a delta. */
export const delta = (fields: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  model: 'm-1',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
