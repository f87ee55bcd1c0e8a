// GigaChat as a server on the loopback interface: its token endpoint, and whatever a test wants it to answer.
import { isKitError, type KitError, pipeline } from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, replayServer } from '@kit/testing';
import { type GigachatOptions, gigachat } from '../src/index.ts';

/** An authorization key: base64 of client id and secret. */
export const key = btoa('client-canary-0123:secret-canary-4567');

export type Answer = (request: ReceivedRequest) => ExchangeResponse | Promise<ExchangeResponse>;

/** Tokens are good for half an hour and numbered: `token-canary-1`, `token-canary-2`, … */
export async function served(answer: Answer, options: GigachatOptions = {}, token?: Answer) {
  let bought = 0;
  const buy: Answer = (request) => {
    bought++;
    return token?.(request) ?? { body: { access_token: `token-canary-${bought}`, expires_at: Date.now() + 1_800_000 } };
  };
  const server = await replayServer({
    answer: (request) => (request.path === '/oauth' ? buy(request) : answer(request)),
    chunking: 'event',
  });
  const named = options.accessToken !== undefined || options.username !== undefined || options.cert !== undefined;
  const provider = gigachat({
    ...(!named && { apiKey: key }),
    baseURL: `${server.url}/api/v1`,
    tokenURL: `${server.url}/oauth`,
    model: 'GigaChat-2-Max',
    ...options,
  });
  const ai = pipeline(provider);
  const asked = (path: string) => server.requests.filter((request) => request.path === path);
  return {
    server,
    provider,
    ai,
    asked,
    /** Requests for tokens. */
    purchases: () => asked('/oauth'),
    /** Body of the last request that was none for a token. */
    body: () => server.requests.findLast(({ path }) => path !== '/oauth')?.json() as Record<string, unknown>,
    async [Symbol.asyncDispose]() {
      await ai.close();
      await server.close();
    },
  };
}

/** A complete answer of the first contract. */
export const answered = (message: object = { content: 'Привет!' }, finish = 'stop', more: object = {}) => ({
  body: {
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    created: 1_776_163_526,
    model: 'GigaChat-2-Max:2.0.28.2',
    object: 'chat.completion',
    usage: { prompt_tokens: 17, completion_tokens: 3, total_tokens: 20, precached_prompt_tokens: 2 },
    ...more,
  },
});

/** A stream of the first contract: deltas, the last with how it ended. */
export const streamed = (deltas: readonly object[], finish = 'stop') => ({
  headers: { 'content-type': 'text/event-stream' },
  text: [
    ...deltas.map((delta) => ({
      choices: [{ delta, index: 0 }],
      model: 'GigaChat-2-Max:2.0.28.2',
      object: 'chat.completion',
    })),
    {
      choices: [{ delta: { content: '' }, index: 0, finish_reason: finish }],
      usage: { prompt_tokens: 17, completion_tokens: 3, total_tokens: 20, precached_prompt_tokens: 2 },
    },
    '[DONE]',
  ]
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join(''),
});

/** A complete answer of the second contract. */
export const answeredV2 = (content: readonly object[], finish = 'stop', more: object = {}) => ({
  body: {
    model: 'GigaChat-3-Ultra:32.3.18.5',
    created_at: 1_780_321_855,
    messages: [{ role: 'assistant', content, ...more }],
    finish_reason: finish,
    usage: {
      input_tokens: 19,
      input_tokens_details: { prompt_tokens: 19, cached_tokens: 4 },
      output_tokens: 2,
      total_tokens: 21,
    },
  },
});

/** Named events of the second contract. */
export const streamedV2 = (...events: readonly (readonly [name: string, data: object])[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  text: events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
});

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
