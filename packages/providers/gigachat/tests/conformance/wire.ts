// How GigaChat answers in both contracts, complete and streamed.
import { type Exchange, type ExchangeResponse, sseReply } from '@kit/testing';

export const model = 'GigaChat-2-Max';
export const answeringModel = 'GigaChat-2-Max:2.0.28.2';

/** Good for long: tokens are bought once for each provider. */
export const tokenExchange: Exchange = {
  request: { url: '/oauth' },
  response: { body: { access_token: '{{credential}}', expires_at: 4_102_444_800_000 } },
};

/** Cached tokens are part of the prompt's. */
export const counted = {
  state: 'reported',
  inputTokens: 17,
  outputTokens: 3,
  inputDetails: { uncached: 15, cacheRead: 2 },
};

export interface Said {
  readonly reasoning?: string;
  readonly text?: string;
  readonly call?: { readonly name: string; readonly arguments: object };
  /** Goes back with the call. */
  readonly stateId?: string;
}

/** The first contract: choices with a message, or with a delta of it. Calls come whole. */
export function answer({ reasoning, text = '', call, stateId }: Said, finishReason: string): Answered {
  const known = { created: 1_794_960_000, model: answeringModel, object: 'chat.completion' };
  const usage = { prompt_tokens: 17, completion_tokens: 3, total_tokens: 20, precached_prompt_tokens: 2 };
  const called = {
    ...(call && { function_call: call }),
    ...(stateId !== undefined && { functions_state_id: stateId }),
  };
  const message = { role: 'assistant', content: text, ...(reasoning && { reasoning_content: reasoning }), ...called };
  const delta = (piece: object) => ({ choices: [{ delta: piece, index: 0 }], ...known });
  return {
    reply: { body: { choices: [{ index: 0, message, finish_reason: finishReason }], ...known, usage } },
    stream: sseReply(
      ...halves(reasoning).map((piece) => delta({ reasoning_content: piece })),
      ...halves(text).map((content) => delta({ role: 'assistant', content })),
      ...(call ? [delta({ role: 'assistant', content: '', ...called })] : []),
      { choices: [{ delta: { content: '' }, index: 0, finish_reason: finishReason }], ...known, usage },
      '[DONE]',
    ),
  };
}

/** The second contract: messages with content in parts, and named events without a marker at their end. */
export function answerOfV2(parts: readonly Part[], finishReason: string, stateId?: string): Answered {
  const known = { model: answeringModel, created_at: 1_794_960_000 };
  const ending = {
    finish_reason: finishReason,
    usage: {
      input_tokens: 17,
      input_tokens_details: { prompt_tokens: 17, cached_tokens: 2 },
      output_tokens: 3,
      total_tokens: 20,
    },
  };
  const state = stateId === undefined ? {} : { tools_state_id: stateId };
  return {
    reply: { body: { ...known, messages: [{ role: 'assistant', content: parts, ...state }], ...ending } },
    stream: namedEvents(
      ...parts
        .flatMap(piecesOf)
        .map(
          (part): NamedEvent => [
            'response.message.delta',
            { ...known, messages: [{ role: 'assistant', content: [part], ...state }] },
          ],
        ),
      ['response.message.done', { ...known, ...ending }],
    ),
  };
}

type Answered = Readonly<Record<'reply' | 'stream', ExchangeResponse>>;
type Part = Readonly<Record<string, unknown>>;
type NamedEvent = readonly [name: string, data: object];

/** Texts that nothing else belongs to come in two pieces. */
function piecesOf(part: Part): readonly Part[] {
  return typeof part.text === 'string' && Object.keys(part).length === 1
    ? halves(part.text).map((text) => ({ text }))
    : [part];
}

function namedEvents(...events: readonly NamedEvent[]) {
  return {
    headers: { 'content-type': 'text/event-stream' },
    text: events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
  };
}

const halves = (text = '') =>
  [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter((piece) => piece !== '');
