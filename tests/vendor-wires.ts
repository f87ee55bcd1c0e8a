// The three vendors as the tests that span them see them: how to make the provider, and minimal streams of its wire.
import type { Provider } from '@kit/core';
import { anthropic } from '@kit/provider-anthropic';
import { google } from '@kit/provider-google';
import { openai } from '@kit/provider-openai';

export interface VendorWire {
  readonly name: string;
  readonly model: string;
  make(options: { baseURL: string; apiKey: string }): Provider<'chat' | 'stream'>;
  /** What comes before the first content. */
  readonly preamble: string;
  /** One event that carries the text "Hello". */
  readonly content: string;
  /** What ends the stream properly. */
  readonly end: string;
  /** A failure told inside a 200, and the code that it means. */
  readonly errorEvent: { readonly text: string; readonly code: string };
}

const sse = (...events: readonly (object | string)[]): string =>
  events
    .map((event) => {
      if (typeof event === 'string') return `data: ${event}\n\n`;
      const { type } = event as { type?: string };
      return `${type ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`;
    })
    .join('');

const chunk = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
const text = { type: 'output_text', text: 'Hello', annotations: [] };
const response = (status: string, output: readonly object[] = []) => ({
  id: 'resp_1',
  object: 'response',
  model: 'gpt-6-luna',
  status,
  output,
  ...(status === 'completed' && { usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 } }),
});

export const vendorWires: readonly VendorWire[] = [
  {
    name: 'openai (chat)',
    model: 'gpt-6-luna',
    make: (options) => openai({ ...options, api: 'chat' }),
    preamble: sse(chunk({ role: 'assistant', content: '' })),
    content: sse(chunk({ content: 'Hello' })),
    end: sse(chunk({}, 'stop'), '[DONE]'),
    errorEvent: {
      text: sse({ error: { message: 'The server had an error', type: 'server_error', param: null, code: null } }),
      code: 'server',
    },
  },
  {
    name: 'openai (responses)',
    model: 'gpt-6-luna',
    make: (options) => openai(options),
    preamble: sse(
      { type: 'response.created', sequence_number: 0, response: response('in_progress') },
      { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item },
    ),
    content: sse({
      type: 'response.output_text.delta',
      sequence_number: 2,
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta: 'Hello',
    }),
    end: sse(
      {
        type: 'response.output_item.done',
        sequence_number: 3,
        output_index: 0,
        item: { ...item, status: 'completed', content: [text] },
      },
      {
        type: 'response.completed',
        sequence_number: 4,
        response: response('completed', [{ ...item, status: 'completed', content: [text] }]),
      },
    ),
    errorEvent: {
      text: sse({
        type: 'error',
        sequence_number: 2,
        code: 'server_error',
        message: 'The server had an error',
        param: null,
      }),
      code: 'server',
    },
  },
  {
    name: 'anthropic',
    model: 'claude-haiku-5-5',
    make: (options) => anthropic(options),
    preamble: sse(
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-haiku-5-5',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
    ),
    content: sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } }),
    end: sse(
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ),
    errorEvent: {
      text: sse({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
      code: 'overloaded',
    },
  },
  {
    name: 'google',
    model: 'gemini-3.5-flash-lite',
    make: (options) => google(options),
    preamble: sse({ responseId: 'r1', modelVersion: 'gemini-3.5-flash-lite', usageMetadata: { promptTokenCount: 3 } }),
    content: sse({
      candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, index: 0 }],
      responseId: 'r1',
    }),
    end: sse({
      candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
    }),
    errorEvent: {
      text: sse({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
      code: 'overloaded',
    },
  },
];
