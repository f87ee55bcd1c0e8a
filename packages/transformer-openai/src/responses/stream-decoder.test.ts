import type { ChatRequest } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { ResponsesDialect } from '../dialect/responses-dialect.ts';
import { ask, codec, decodeStream, reply, sse } from '../testing/codec.ts';
import { responsesStreamTransformer, responsesTransformer } from './transformer.ts';

const head = {
  id: 'resp_1',
  object: 'response',
  model: 'gpt-6-sol',
  status: 'in_progress',
  service_tier: 'default',
  error: null,
};
const created = { type: 'response.created', response: { ...head, output: [] } };
const completed = (more: object = {}) => ({
  type: 'response.completed',
  response: { ...head, status: 'completed', output: [], ...more },
});
const text = (delta: string, more: object = {}) => ({
  type: 'response.output_text.delta',
  output_index: 0,
  content_index: 0,
  delta,
  ...more,
});

function run(events: readonly unknown[] | string, dialect: ResponsesDialect = {}, request: Partial<ChatRequest> = {}) {
  const context = codec();
  const transformer = responsesStreamTransformer(dialect);
  const { state } = transformer.encode(ask(request), context);
  return decodeStream(
    transformer.decoder(state, context, { status: 200, headers: {} }),
    typeof events === 'string' ? events : sse(events, ''),
  );
}

function complete(body: object, dialect: ResponsesDialect = {}) {
  const context = codec();
  const transformer = responsesTransformer(dialect);
  return transformer.decode(reply(body), transformer.encode(ask(), context).state, context);
}

const message = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }],
};
const reasoning = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [
    { type: 'summary_text', text: 'a' },
    { type: 'summary_text', text: 'b' },
  ],
  encrypted_content: 'gAAA',
};
const call = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'f',
  arguments: '{"x":1}',
  status: 'completed',
};

const events = [
  created,
  { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, summary: [], encrypted_content: '' } },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, item_id: 'rs_1', summary_index: 0, delta: 'a' },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, item_id: 'rs_1', summary_index: 1, delta: 'b' },
  { type: 'response.output_item.done', output_index: 0, item: reasoning },
  { type: 'response.output_item.added', output_index: 1, item: { ...message, status: 'in_progress', content: [] } },
  { type: 'response.content_part.added', output_index: 1, content_index: 0, part: { type: 'output_text', text: '' } },
  text('Hel', { output_index: 1 }),
  text('lo', { output_index: 1 }),
  { type: 'response.output_item.done', output_index: 1, item: message },
  { type: 'response.output_item.added', output_index: 2, item: { ...call, arguments: '', status: 'in_progress' } },
  { type: 'response.function_call_arguments.delta', output_index: 2, item_id: 'fc_1', delta: '{"x"' },
  { type: 'response.function_call_arguments.delta', output_index: 2, item_id: 'fc_1', delta: ':1}' },
  { type: 'response.output_item.done', output_index: 2, item: call },
  completed({
    output: [reasoning, message, call],
    usage: {
      input_tokens: 3,
      output_tokens: 5,
      total_tokens: 8,
      input_tokens_details: { cached_tokens: 1 },
      output_tokens_details: { reasoning_tokens: 2 },
    },
  }),
];

describe('a stream of the responses wire', () => {
  test('folds to what the complete response decodes to', () => {
    const { meta: _, warnings: __, ...folded } = run(events).response;
    const { meta, ...whole } = complete((events.at(-1) as { response: object }).response);
    const { warnings: ___, ...answer } = whole as typeof whole & { warnings?: unknown };
    expect(folded).toEqual(answer);
    expect(meta).toEqual({ model: 'gpt-6-sol', responseId: 'resp_1', serviceTier: 'default' });
    expect(folded).toMatchObject({
      text: 'Hello',
      reasoning: 'a\n\nb',
      finishReason: 'tool-calls',
      toolCalls: [{ id: 'call_1', name: 'f', arguments: '{"x":1}', input: { x: 1 } }],
      usage: {
        inputTokens: 3,
        outputTokens: 5,
        inputDetails: { uncached: 2, cacheRead: 1 },
        outputDetails: { text: 3, reasoning: 2 },
      },
    });
  });

  test('starts with ids and keeps every item’s data in its place', () => {
    const { parts, response } = run(events);
    expect(parts[0]).toEqual({
      type: 'start',
      responseId: 'resp_1',
      model: 'gpt-6-sol',
      meta: { serviceTier: 'default' },
    });
    expect(parts.at(-1)?.type).toBe('finish');
    expect(response.message.content).toMatchObject([
      { type: 'reasoning', vendor: { origin: { wire: 'openai-responses', provider: 'mine' }, data: reasoning } },
      { type: 'text', vendor: { data: { type: 'message', id: 'msg_1', status: 'completed' } } },
      { type: 'tool-call', vendor: { data: { type: 'function_call', id: 'fc_1' } } },
    ]);
  });

  test('an answer without reasoning has no data to be replayed', () => {
    const { response } = run([
      created,
      text('a'),
      completed({ output: [{ ...message, content: [{ type: 'output_text', text: 'a' }] }] }),
    ]);
    expect(response.message.content).toEqual([{ type: 'text', text: 'a' }]);
  });

  test('phases are kept', () => {
    expect(
      complete({ ...head, status: 'completed', output: [{ ...message, phase: 'commentary' }] }).message.content,
    ).toMatchObject([{ vendor: { data: { phase: 'commentary' } } }]);
  });

  test.each<[string, unknown[], object]>([
    ['deltas alone, no items', [created, text('Hello'), completed()], { text: 'Hello', finishReason: 'stop' }],
    ['the last event alone', [completed({ output: [message] })], { text: 'Hello' }],
    [
      'no deltas, finished items',
      [
        created,
        { type: 'response.output_item.done', output_index: 0, item: message },
        completed({ output: [message] }),
      ],
      { text: 'Hello' },
    ],
    [
      'content counted from 1',
      [
        created,
        text('Hello', { content_index: 1 }),
        { type: 'response.output_item.done', output_index: 0, item: message },
        completed(),
      ],
      { text: 'Hello' },
    ],
    [
      'no output_index, an item_id',
      [
        created,
        { type: 'response.output_item.added', item: { ...message, content: [] } },
        text('Hello', { output_index: undefined, item_id: 'msg_1' }),
        completed({ output: [message] }),
      ],
      { text: 'Hello' },
    ],
    [
      'a thought in words',
      [created, { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: 'hm' }, completed()],
      { reasoning: 'hm' },
    ],
    [
      'a thought and its summary: the first kind',
      [
        created,
        { type: 'response.reasoning_text.delta', output_index: 0, delta: 'hm' },
        { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'x' },
        completed(),
      ],
      { reasoning: 'hm' },
    ],
    [
      'a call whose item never ended',
      [
        created,
        { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{}' },
        completed(),
      ],
      { toolCalls: [{ arguments: '{}' }], finishReason: 'tool-calls' },
    ],
    ['the router’s spelling', [created, text('a'), { ...completed(), type: 'responses.completed' }], { text: 'a' }],
    [
      'unknown events',
      [created, { type: 'response.novelty', x: 1 }, { odd: true }, text('a'), completed()],
      { text: 'a' },
    ],
    [
      'too long',
      [
        created,
        text('a'),
        {
          type: 'response.incomplete',
          response: { ...head, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
        },
      ],
      { finishReason: 'length', rawFinishReason: 'max_output_tokens' },
    ],
    [
      'filtered',
      [
        created,
        {
          type: 'response.incomplete',
          response: { ...head, status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
        },
      ],
      { finishReason: 'content-filter' },
    ],
    [
      'steered',
      [
        created,
        {
          type: 'response.incomplete',
          response: { ...head, status: 'incomplete', incomplete_details: { reason: 'steered' } },
        },
      ],
      { finishReason: 'other' },
    ],
    [
      'cancelled',
      [created, { type: 'response.cancelled', response: { ...head, status: 'cancelled' } }],
      { finishReason: 'error' },
    ],
  ])('%s', (_name, wire, expected) => {
    expect(run(wire)).toMatchObject({ complete: true, response: expected });
  });

  test('a stream that was cut is not complete', () => {
    expect(run([created, text('a')])).toMatchObject({ complete: false, response: { text: 'a' } });
  });

  test('one response where a stream was asked for is read', () => {
    expect(run(JSON.stringify({ ...head, status: 'completed', output: [message] }))).toMatchObject({
      complete: true,
      response: { text: 'Hello' },
    });
  });

  test.each<[string, unknown[]]>([
    [
      'a failed response',
      [
        created,
        {
          type: 'response.failed',
          response: { ...head, status: 'failed', error: { code: 'server_error', message: 'boom' } },
        },
      ],
    ],
    ['an error event', [created, { type: 'error', code: 'server_error', message: 'boom', sequence_number: 3 }]],
    ['a nested error event', [created, { type: 'error', error: { code: 'x', message: 'boom' } }]],
    ['a bare error', [{ error: { message: 'boom' } }]],
  ])('%s is thrown', (_name, wire) => {
    expect(() => run(wire)).toThrow('boom');
  });

  test('errors that are no JSON are thrown by their event name', () => {
    expect(() => run('event: error\ndata: overloaded\n\n')).toThrow('overloaded');
  });

  test('a status "failed" in a 200 is thrown, a body without output is no answer', () => {
    expect(() =>
      complete({ ...head, status: 'failed', error: { code: 'server_error', message: 'boom' }, output: [] }),
    ).toThrow('boom');
    expect(() => complete({ id: 'x' })).toThrow('no output');
  });

  test('a text that ended otherwise than it was streamed is told', () => {
    const { parts } = run([
      created,
      text('Helo'),
      { type: 'response.output_item.done', output_index: 0, item: message },
      completed(),
    ]);
    expect(parts).toContainEqual({ type: 'warning', warning: { feature: 'text', detail: expect.any(String) } });
  });

  test('a refusal is no text', () => {
    const refusal = { ...message, content: [{ type: 'refusal', refusal: 'no' }] };
    const streamed = run([
      created,
      { type: 'response.output_item.added', output_index: 0, item: { ...refusal, content: [] } },
      { type: 'response.refusal.delta', output_index: 0, delta: 'no' },
      { type: 'response.output_item.done', output_index: 0, item: refusal },
      completed({ output: [refusal] }),
    ]);
    expect(streamed.response).toMatchObject({
      text: '',
      finishReason: 'content-filter',
      message: { content: [{ type: 'vendor', vendor: { data: { type: 'refusal', refusal: 'no', id: 'msg_1' } } }] },
    });
    expect(streamed.response.message).toEqual(complete({ ...head, status: 'completed', output: [refusal] }).message);
    const unfinished = run([created, { type: 'response.refusal.delta', output_index: 0, delta: 'no' }, completed()]);
    expect(unfinished.response.message.content).toHaveLength(1);
  });

  test('citations, log probabilities and progress are handed out', () => {
    const annotation = { type: 'url_citation', url: 'https://x', title: 'X', start_index: 0, end_index: 1 };
    const { response, parts } = run([
      created,
      { type: 'response.web_search_call.searching', output_index: 0 },
      {
        type: 'response.image_generation_call.partial_image',
        output_index: 0,
        partial_image_b64: 'AQ==',
        partial_image_index: 1,
      },
      { type: 'response.queued', response: head },
      text('a', { output_index: 1, logprobs: [{ token: 'a', logprob: -1, top_logprobs: [] }] }),
      { type: 'response.output_text.annotation.added', output_index: 1, content_index: 0, annotation },
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: {
          ...message,
          content: [
            { type: 'output_text', text: 'a', annotations: [annotation], logprobs: [{ token: 'a', logprob: -1 }] },
          ],
        },
      },
      completed(),
    ]);
    expect(response.citations).toMatchObject([{ url: 'https://x', start: 0, end: 1 }]);
    expect(response.choices[0]?.logprobs).toEqual([{ token: 'a', logprob: -1 }]);
    expect(parts.filter(({ type }) => type === 'progress')).toEqual([
      { type: 'progress', activity: 'web_search', detail: { status: 'searching' } },
      { type: 'progress', activity: 'image_generation', detail: { status: 'partial_image', index: 1, data: 'AQ==' } },
      { type: 'progress', activity: 'queue' },
    ]);
  });
});

describe('items of hosted tools', () => {
  const content = (...output: object[]) => complete({ ...head, status: 'completed', output }).message.content;

  test('calls with what they gave', () => {
    expect(
      content(
        { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
        { type: 'mcp_call', id: 'mcp_1', name: 'list', arguments: '{"a":1}', output: 'out', error: null },
        { type: 'mcp_call', id: 'mcp_2', name: 'list', arguments: '{}', error: 'bad' },
        {
          type: 'code_interpreter_call',
          id: 'ci_1',
          code: 'print(1)',
          outputs: [
            { type: 'logs', logs: '1' },
            { type: 'image', url: 'https://x' },
          ],
        },
        { type: 'file_search_call', id: 'fs_1', queries: ['q'], results: [{ text: 't' }] },
        { type: 'mcp_list_tools', id: 'l', tools: [] },
      ),
    ).toMatchObject([
      {
        type: 'hosted-tool-call',
        id: 'ws_1',
        name: 'web_search',
        input: { query: 'q' },
        vendor: { data: { type: 'web_search_call' } },
      },
      { type: 'hosted-tool-call', id: 'mcp_1', name: 'list', input: { a: 1 } },
      { type: 'tool-result', toolCallId: 'mcp_1', hosted: true, content: 'out' },
      { type: 'hosted-tool-call', id: 'mcp_2' },
      { type: 'tool-result', content: 'bad', isError: true },
      { type: 'hosted-tool-call', name: 'code_interpreter', input: 'print(1)' },
      {
        type: 'tool-result',
        content: [
          { type: 'text', text: '1' },
          { type: 'image', source: { url: 'https://x' } },
        ],
      },
      { type: 'hosted-tool-call', name: 'file_search', input: ['q'] },
      { type: 'tool-result', content: [{ type: 'json', value: [{ text: 't' }] }] },
      { type: 'vendor', vendor: { data: { type: 'mcp_list_tools' } } },
    ]);
  });

  test('a made image is an image; its data is not kept twice', () => {
    const [image] = content({
      type: 'image_generation_call',
      id: 'ig_1',
      status: 'completed',
      output_format: 'webp',
      result: 'AQ==',
    }) as [object];
    expect(image).toMatchObject({
      type: 'image',
      source: { data: 'AQ==', mediaType: 'image/webp' },
      vendor: { data: { type: 'image_generation_call', id: 'ig_1' } },
    });
    expect(JSON.stringify((image as { vendor: unknown }).vendor)).not.toContain('AQ==');
  });

  test('custom calls are the caller’s, unless the dialect knows better', () => {
    const custom = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_1', name: 'sql', input: 'select 1' };
    expect(complete({ ...head, status: 'completed', output: [custom] })).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [
        {
          id: 'call_1',
          arguments: 'select 1',
          input: 'select 1',
          vendor: { data: { type: 'custom_tool_call', id: 'ctc_1' } },
        },
      ],
    });
    expect(complete({ ...head, status: 'completed', output: [custom] }, { isHostedCall: () => true })).toMatchObject({
      finishReason: 'stop',
      toolCalls: [],
    });
  });

  test('renamed tools get the caller’s name back; prices of the vendor count', () => {
    const { response } = run(
      [
        created,
        completed({ output: [{ ...call, name: 'a_b' }], usage: { input_tokens: 1, output_tokens: 1, ticks: 5 } }),
      ],
      {
        cost: ({ ticks }) => ({
          amount: Number(ticks),
          currency: 'USD',
          source: 'vendor',
          includesLostAttempts: false,
        }),
      },
      { tools: [{ name: 'a.b' }] },
    );
    expect(response.toolCalls).toMatchObject([{ name: 'a.b' }]);
    expect(response.cost?.amount).toBe(5);
  });

  test('usage: reasoning beside the output, writes by their time to live', () => {
    const { usage } = complete({
      ...head,
      status: 'completed',
      output: [],
      usage: {
        input_tokens: 10,
        output_tokens: 1,
        total_tokens: 16,
        output_tokens_details: { reasoning_tokens: 5 },
        input_tokens_details: {
          cached_tokens: 2,
          cache_write_tokens: 3,
          cache_write_tokens_details: { ttl_30m_tokens: 3, ttl_12h_tokens: 0 },
        },
      },
    });
    expect(usage).toMatchObject({
      outputTokens: 6,
      inputDetails: { uncached: 5, cacheRead: 2, cacheWrite: 3 },
      cacheWritesByTtl: { '30m': 3 },
    });
  });
});
