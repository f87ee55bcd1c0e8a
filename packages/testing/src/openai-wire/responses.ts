// Chats over the responses wire, as servers imitate it, complete and streamed.
import { user } from '@kit/core';
import type { ChatExchange, StreamError } from '../conformance/manifest.ts';
import { sampleSchema, sampleTool, sseReply } from '../conformance/samples.ts';
import type { ExchangeResponse } from '../exchange.ts';
import { askedCall } from './answer.ts';

interface Item {
  readonly type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

const usage = {
  input_tokens: 1_210,
  input_tokens_details: { cached_tokens: 1_024 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 32 },
  total_tokens: 1_260,
};
const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
  outputDetails: { text: 18, reasoning: 32 },
};

/** A finished answer: the reply, and the events that build it up. */
export function openaiResponse(
  output: readonly Item[],
  { model = 'acme/chat-8b', status = 'completed', ...details }: OpenaiResponseDetails = {},
): { readonly reply: ExchangeResponse; readonly stream: ExchangeResponse } {
  const known = { id: 'resp_1', object: 'response', created_at: 1_794_960_000, model, error: null };
  const begun = { ...known, status: 'in_progress', output: [], usage: null, incomplete_details: null };
  const whole = { ...known, incomplete_details: null, ...details, status, output, usage };
  return {
    reply: { body: whole },
    stream: sseReply(
      { type: 'response.created', response: begun },
      ...output.flatMap((item, at) => [
        { type: 'response.output_item.added', output_index: at, item: opened(item) },
        ...deltas(item, at),
        { type: 'response.output_item.done', output_index: at, item },
      ]),
      { type: `response.${status}`, response: whole },
    ),
  };
}

export interface OpenaiResponseDetails {
  readonly model?: string;
  readonly status?: 'completed' | 'incomplete';
  readonly incomplete_details?: object;
}

const opened = (item: Item): Item => ({
  ...item,
  status: 'in_progress',
  ...(item.type === 'message' && { content: [] }),
  ...(item.type === 'function_call' && { arguments: '' }),
});

/** Texts come in two pieces. */
const halves = (text: string) =>
  [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter((piece) => piece !== '');

function deltas(item: Item, at: number): object[] {
  const place = { item_id: item.id, output_index: at };
  if (item.type === 'function_call')
    return halves(String(item.arguments)).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...place,
      delta,
    }));
  return (item.content as readonly { readonly text: string }[]).flatMap(({ text }, index) =>
    halves(text).map((delta) => ({ type: 'response.output_text.delta', ...place, content_index: index, delta })),
  );
}

/** An item of the output that is text. */
export const openaiMessageItem = (text: string): Item => ({
  type: 'message',
  id: 'msg_1',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const callItem = (id: string, zone: string): Item => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  status: 'completed',
  name: 'clock',
  arguments: `{"zone":"${zone}"}`,
});

/**
 * Exchanges for a manifest's `chats`, by name: `chats: Object.values(openaiResponses({ model }))`. The first must be
 * `plainText`.
 */
export function openaiResponses({ model = 'acme/chat-8b' }: { readonly model?: string } = {}) {
  const message = (text: string) => openaiResponse([openaiMessageItem(text)], { model });
  return {
    plainText: {
      name: 'plain text',
      request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
      sent: { model, max_output_tokens: 200, temperature: 0.5 },
      ...message('Hello there'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        usage: counted,
        meta: { requestedModel: model, model, responseId: 'resp_1' },
      },
    },
    toolCalls: {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: { model, messages: [user('What time is it in Rome and in Oslo?')], tools: [sampleTool] },
      sent: { tools: [{ type: 'function', name: 'clock', parameters: sampleTool.parameters }] },
      ...openaiResponse([callItem('call_1', 'Rome'), callItem('call_2', 'Oslo')], { model }),
      result: {
        text: '',
        toolCalls: [askedCall('call_1', 'Rome'), askedCall('call_2', 'Oslo')],
        finishReason: 'tool-calls',
      },
      echoed: ['call_1', 'call_2'],
    },
    object: {
      name: 'an object by its schema',
      features: ['json-schema'],
      request: {
        model,
        messages: [user('Where is the Colosseum?')],
        output: { type: 'json-schema', name: 'place', schema: sampleSchema },
      },
      sent: { text: { format: { type: 'json_schema', name: 'place', schema: sampleSchema } } },
      ...message('{"city":"Rome"}'),
      result: { text: '{"city":"Rome"}' },
    },
    limit: {
      name: 'the limit',
      request: { model, messages: [user('Count.')], maxTokens: 50 },
      ...openaiResponse([openaiMessageItem('1, 2, 3')], {
        model,
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
      }),
      result: { text: '1, 2, 3', finishReason: 'length' },
    },
  } satisfies Record<string, ChatExchange>;
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

/** Failures told inside of a stream. */
export const openaiResponsesStreamFailures: readonly StreamError[] = [
  {
    name: 'an error event',
    event: event({ type: 'error', code: 'server_error', message: 'The server had an error.', param: null }),
    code: 'server',
  },
  {
    name: 'a failed response',
    event: event({
      type: 'response.failed',
      response: { id: 'resp_1', status: 'failed', error: { code: 'server_error', message: 'It failed.' }, output: [] },
    }),
    code: 'server',
  },
];
