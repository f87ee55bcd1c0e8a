// How Replicate answers: a prediction that is done when its request was held open, or that is looked at, or followed.
import type { ChatExchange, Exchange, ExchangeResponse } from '@kit/testing';

export const model = 'openai/gpt-5';

const metrics = { input_token_count: 12, output_token_count: 34, predict_time: 1.5 };
export const counted = { state: 'reported', inputTokens: 12, outputTokens: 34, units: { computeSeconds: 1.5 } };

/** A prediction as it is started. */
export function prediction(id: string, more: object = {}): ExchangeResponse {
  return {
    status: 201,
    body: {
      id,
      model,
      version: 'hidden',
      input: {},
      output: null,
      logs: '',
      error: null,
      status: 'starting',
      created_at: '2026-11-01T10:00:00.000Z',
      urls: { get: `{{origin}}/v1/predictions/${id}`, cancel: `{{origin}}/v1/predictions/${id}/cancel` },
      ...more,
    },
  };
}

export function succeeded(id: string, output: unknown, more: object = {}): ExchangeResponse {
  return { ...prediction(id, { status: 'succeeded', output, metrics, ...more }), status: 200 };
}

/** Whoever leaves before the end cancels what would run on. */
export const cancelled: Exchange = {
  request: { url: '/cancel' },
  response: prediction('p-left', { status: 'canceled' }),
};

/**
 * An answer of a language model: whole, where the request was held open for it; as a stream, which is a second request,
 * with a third for what it cost. The vendor's tokens are the pieces.
 */
export function answer(
  id: string,
  tokens: readonly string[],
  of = model,
): Required<Pick<ChatExchange, 'reply' | 'stream'>> {
  const whole = succeeded(id, tokens, { model: of });
  const started = prediction(id, {
    model: of,
    urls: { get: `{{origin}}/v1/predictions/${id}`, stream: `{{origin}}/v1/streams/${id}` },
  });
  return {
    reply: { ...whole, status: 201 },
    stream: [
      { request: { url: `/models/${of}/predictions` }, response: started },
      {
        request: { method: 'GET', url: `/streams/${id}` },
        response: events(...tokens.map((token) => event('output', token)), event('done', '{}')),
      },
      { request: { method: 'GET', url: `/predictions/${id}` }, response: whole },
    ],
  };
}

/** The data of `output` is the text itself, and no JSON. */
export const event = (name: string, data: string) => `event: ${name}\nid: 1794960000:0\ndata: ${data}\n\n`;

function events(...list: readonly string[]): ExchangeResponse {
  return { headers: { 'content-type': 'text/event-stream' }, text: list.join('') };
}
