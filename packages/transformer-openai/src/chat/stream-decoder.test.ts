import type { AssistantPart, ChatRequest, ChatResponse, StreamPart } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { ask, codec, decodeStream, reply, sse } from '../testing/codec.ts';
import { chatStreamTransformer, chatTransformer } from './transformer.ts';

const chunk = (choices: unknown[], more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4o-2024',
  choices,
  ...more,
});
const delta = (fields: object, finish: string | null = null, index = 0) =>
  chunk([{ index, delta: fields, finish_reason: finish }]);

function run(
  text: string,
  {
    dialect = {},
    request = {},
    size,
    type,
  }: { dialect?: ChatDialect; request?: Partial<ChatRequest>; size?: number; type?: string } = {},
) {
  const context = codec();
  const transformer = chatStreamTransformer(dialect);
  const { state } = transformer.encode(ask(request), context);
  return decodeStream(
    transformer.decoder(state, context, { status: 200, headers: { 'content-type': 'text/event-stream' } }),
    text,
    size,
    type,
  );
}

function complete(body: object, dialect: ChatDialect = {}, request: Partial<ChatRequest> = {}) {
  const context = codec();
  const transformer = chatTransformer(dialect);
  return transformer.decode(reply(body), transformer.encode(ask(request), context).state, context);
}

const calls = (decoded: { response: { toolCalls: readonly { id: string; name: string; arguments: string }[] } }) =>
  decoded.response.toolCalls.map(({ id, name, arguments: text }) => [id, name, text]);
const types = (parts: readonly StreamPart[]) => parts.map(({ type }) => type);
const kinds = ({ message }: Pick<ChatResponse, 'message'>) =>
  (message.content as readonly AssistantPart[]).map(({ type }) => type);

test('an answer may be withheld though its finish reason does not say so', () => {
  const dialect: ChatDialect = { isFiltered: ({ flag }) => flag === 3 };
  const choice = { index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop', flag: 3 };
  expect(complete({ choices: [choice] }, dialect)).toMatchObject({ choices: [{ finishReason: 'content-filter' }] });
  expect(complete({ choices: [{ ...choice, flag: 0 }] }, dialect)).toMatchObject({
    choices: [{ finishReason: 'stop' }],
  });
});

describe('a chat completion stream', () => {
  test('starts with ids, tells text as it comes and ends with one finish', () => {
    const { parts, response } = run(
      sse([
        delta({ role: 'assistant', content: '' }),
        delta({ content: 'Hel' }),
        delta({ content: 'lo' }),
        delta({}, 'stop'),
        chunk([], { usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }),
      ]),
    );
    expect(types(parts)).toEqual(['start', 'text', 'text', 'usage', 'choice-end', 'finish']);
    expect(parts[0]).toEqual({ type: 'start', responseId: 'chatcmpl-1', model: 'gpt-4o-2024' });
    expect(response).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  test('text parts are all of one shape', () => {
    const { parts } = run(sse([delta({ content: 'a' }), delta({ content: 'b' }, 'stop')]));
    for (const part of parts)
      if (part.type === 'text') expect(Object.keys(part)).toEqual(['type', 'text', 'choice', 'index']);
  });

  test('calls behind the JSON that was asked for are left out where the server does not mean them', () => {
    const call = delta({
      tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
    });
    const text = sse([delta({ content: '{"a":' }), delta({ content: '1}' }), call, delta({}, 'tool_calls')]);
    const { response } = run(text, { dialect: { callsBehindJson: false } });
    expect(response).toMatchObject({
      text: '{"a":1}',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'tool_calls',
    });
    expect(response.warnings.map(({ feature }) => feature)).toEqual(['toolCalls']);
    expect(run(text).response).toMatchObject({ finishReason: 'tool-calls' });
    const words = sse([delta({ content: 'I look.' }), call, delta({}, 'tool_calls')]);
    expect(calls(run(words, { dialect: { callsBehindJson: false } }))).toEqual([['a', 'f', '{}']]);
  });

  test('interleaved parallel calls are put together by index', () => {
    const call = (index: number, fields: object) => delta({ tool_calls: [{ index, ...fields }] });
    const decoded = run(
      sse([
        call(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        call(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '{"x"' } }),
        call(0, { function: { arguments: '{"y":1}' } }),
        call(1, { function: { arguments: ':2}' } }),
        delta({}, 'tool_calls'),
      ]),
    );
    expect(calls(decoded)).toEqual([
      ['a', 'f', '{"y":1}'],
      ['b', 'g', '{"x":2}'],
    ]);
    expect(decoded.response.finishReason).toBe('tool-calls');
    expect(decoded.response.toolCalls[1]?.input).toEqual({ x: 2 });
  });

  test.each<[string, object[], unknown]>([
    [
      'all have index 0, ids differ',
      [
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] },
        { tool_calls: [{ index: 0, id: 'b', function: { name: 'g', arguments: '{}' } }] },
      ],
      [
        ['a', 'f', '{}'],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'no index at all',
      [
        {
          tool_calls: [
            { id: 'a', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'b', function: { name: 'g', arguments: '{}' } },
          ],
        },
      ],
      [
        ['a', 'f', '{"a":1}'],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'no index, in pieces',
      [
        { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"a"' } }] },
        { tool_calls: [{ function: { arguments: ':1}' } }] },
      ],
      [['a', 'f', '{"a":1}']],
    ],
    [
      'name in every piece',
      [
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }] },
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '}' } }] },
      ],
      [['a', 'f', '{}']],
    ],
    [
      'name and id later',
      [
        { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: ':1}' } }] },
      ],
      [['a', 'f', '{"a":1}']],
    ],
    [
      'arguments as an object',
      [{ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: { a: 1 } } }] }],
      [['a', 'f', '{"a":1}']],
    ],
    [
      'arguments repeated at the end',
      [
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"a":1}' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] },
      ],
      [['a', 'f', '{"a":1}']],
    ],
    [
      'null arguments',
      [{ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: null } }] }],
      [['a', 'f', '']],
    ],
    [
      'flat, without `function`',
      [{ tool_calls: [{ index: 0, id: 'a', name: 'f', arguments: '{}' }] }],
      [['a', 'f', '{}']],
    ],
    [
      'a custom tool',
      [
        { tool_calls: [{ index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: 'select' } }] },
        { tool_calls: [{ index: 0, custom: { input: ' 1' } }] },
      ],
      [['a', 'sql', 'select 1']],
    ],
    ['opened and never made', [{ tool_calls: [{ index: 0, function: { name: null } }] }], []],
  ])('calls: %s', (_name, deltas, expected) => {
    const decoded = run(sse([...deltas.map((fields) => delta(fields)), delta({}, 'stop')]));
    expect(calls(decoded)).toEqual(expected);
    expect(decoded.response.finishReason).toBe((expected as unknown[]).length > 0 ? 'tool-calls' : 'stop');
    expect(decoded.parts.filter(({ type }) => type === 'tool-call')).toHaveLength((expected as unknown[]).length);
  });

  test('a call without an id gets one, the older function_call too', () => {
    const decoded = run(
      sse([
        delta({ function_call: { name: 'f', arguments: '{"a"' } }),
        delta({ function_call: { arguments: ':1}' } }, 'function_call'),
      ]),
    );
    expect(calls(decoded)).toEqual([[expect.stringMatching(/^call_/), 'f', '{"a":1}']]);
  });

  test('arguments that are no JSON are data', () => {
    const { response } = run(
      sse([delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{oops' } }] }, 'tool_calls')]),
    );
    expect(response.toolCalls).toMatchObject([{ arguments: '{oops', invalid: expect.stringContaining('JSON') }]);
  });

  test('renamed tools get the caller’s name back', () => {
    const decoded = run(
      sse([delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'a_b', arguments: '{}' } }] }, 'tool_calls')]),
      { request: { tools: [{ name: 'a.b' }] } },
    );
    expect(calls(decoded)).toEqual([['a', 'a.b', '{}']]);
  });

  test.each([
    ['reasoning_content', { reasoning_content: 'hm' }],
    ['reasoning', { reasoning: 'hm' }],
    ['both: one is taken', { reasoning: 'hm', reasoning_content: 'hm' }],
    ['details alone', { reasoning_details: [{ type: 'reasoning.text', text: 'hm', index: 0 }] }],
    ['Mistral’s content parts', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }],
    [
      'Databricks’ content parts',
      { content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }] },
    ],
  ])('reasoning as %s', (_name, fields) => {
    const { response } = run(sse([delta(fields), delta({ content: [{ type: 'text', text: 'yes' }] }, 'stop')]));
    expect(response).toMatchObject({ reasoning: 'hm', text: 'yes' });
  });

  test('a thought after the text stays one block with the thought before it', () => {
    const { response } = run(
      sse([
        delta({ reasoning: 'a' }),
        delta({ content: 'x' }),
        delta({ reasoning: 'b' }),
        delta({ content: 'y' }, 'stop'),
      ]),
    );
    expect(response.message.content).toEqual([
      { type: 'reasoning', text: 'ab' },
      { type: 'text', text: 'xy' },
    ]);
  });

  test('content parts keep their order', () => {
    const thinking = (text: string) => ({
      content: [{ type: 'thinking', thinking: [{ type: 'text', text }], signature: `s-${text}` }],
    });
    const { response } = run(
      sse([
        delta(thinking('a')),
        delta({ content: [{ type: 'text', text: 'x' }] }),
        delta(thinking('b')),
        delta({ content: 'y' }, 'stop'),
      ]),
    );
    expect(kinds(response)).toEqual(['reasoning', 'text', 'reasoning']);
    expect(response.text).toBe('xy');
  });

  test('think tags are split where the dialect says so', () => {
    const dialect: ChatDialect = { thinkTags: {} };
    expect(
      run(sse([delta({ content: '<th' }), delta({ content: 'ink>hm</thi' }), delta({ content: 'nk>\nyes' }, 'stop')]), {
        dialect,
      }).response,
    ).toMatchObject({ reasoning: 'hm', text: 'yes' });
    expect(run(sse([delta({ content: '<think>' }, 'stop')])).response.text).toBe('<think>');
  });

  test('details are merged by index and kept for replay', () => {
    const { response } = run(
      sse([
        delta({ reasoning: 'ab', reasoning_details: [{ type: 'reasoning.text', text: 'a', index: 0 }] }),
        delta({
          reasoning_details: [
            { type: 'reasoning.text', text: 'b', index: 0, signature: 's' },
            { type: 'reasoning.encrypted', data: 'x', index: 1 },
          ],
        }),
        delta({ content: 'c' }, 'stop'),
      ]),
    );
    expect(response.message.content).toMatchObject([
      {
        type: 'reasoning',
        vendor: {
          origin: { wire: 'openai-chat', provider: 'mine' },
          data: {
            reasoning_details: [
              { type: 'reasoning.text', text: 'ab', index: 0, signature: 's' },
              { type: 'reasoning.encrypted', data: 'x', index: 1 },
            ],
          },
        },
      },
      { type: 'text', text: 'c' },
    ]);
  });

  test('encrypted details without words keep their place', () => {
    const { response, parts } = run(
      sse([
        delta({
          reasoning_details: [
            { type: 'reasoning.encrypted', data: 'x', index: 0, id: 'r1' },
            { type: 'reasoning.encrypted', data: 'y', index: 0, id: 'r2' },
          ],
        }),
        delta({ content: 'a' }, 'stop'),
      ]),
    );
    expect(kinds(response)).toEqual(['reasoning', 'text']);
    expect(parts.find(({ type }) => type === 'block-end')).toMatchObject({
      vendor: { data: { reasoning_details: [{ data: 'x' }, { data: 'y' }] } },
    });
  });

  test('several answers are told apart', () => {
    const { response } = run(
      sse([delta({ content: 'b' }, null, 1), delta({ content: 'a' }, 'stop', 0), delta({ content: 'c' }, 'length', 1)]),
      { request: { n: 2 } },
    );
    expect(response.choices.map(({ text, finishReason }) => [text, finishReason])).toEqual([
      ['a', 'stop'],
      ['bc', 'length'],
    ]);
  });

  test.each<[string, object[]]>([
    [
      'in its own chunk',
      [delta({ content: 'a' }, 'stop'), chunk([], { usage: { prompt_tokens: 3, completion_tokens: 2 } })],
    ],
    [
      'beside the choices',
      [
        chunk([{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }], {
          usage: { prompt_tokens: 3, completion_tokens: 2 },
        }),
      ],
    ],
    [
      'in x_groq',
      [
        chunk([{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }], {
          x_groq: { usage: { prompt_tokens: 3, completion_tokens: 2 } },
        }),
      ],
    ],
    [
      'inside the choice',
      [
        chunk([
          {
            index: 0,
            delta: { content: 'a' },
            finish_reason: 'stop',
            usage: { prompt_tokens: 3, completion_tokens: 2 },
          },
        ]),
      ],
    ],
    [
      'in every chunk',
      [
        chunk([{ index: 0, delta: { content: 'a' } }], { usage: { prompt_tokens: 3, completion_tokens: 1 } }),
        chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], {
          usage: { prompt_tokens: null, completion_tokens: 2 },
        }),
      ],
    ],
  ])('usage %s', (_name, events) => {
    expect(run(sse(events)).response.usage).toMatchObject({ state: 'reported', inputTokens: 3, outputTokens: 2 });
  });

  test('a closing copy of the message is no news, a lone message is', () => {
    const message = { role: 'assistant', content: 'Hello' };
    expect(
      run(
        sse([
          chunk([{ index: 0, delta: { content: 'Hel' }, message }]),
          chunk([{ index: 0, delta: { content: 'lo' }, message }]),
          chunk([{ index: 0, delta: {}, message, finish_reason: 'stop' }]),
        ]),
      ).response.text,
    ).toBe('Hello');
    expect(run(sse([chunk([{ index: 0, message, finish_reason: 'stop' }])])).response.text).toBe('Hello');
  });

  test('one JSON where a stream was asked for is read as the answer', () => {
    const body = JSON.stringify({
      id: 'x',
      choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
    });
    expect(run(body, { type: 'application/json' })).toMatchObject({ complete: true, response: { text: 'Hi' } });
  });

  test('Azure’s first chunk without choices and model begins nothing', () => {
    const { parts } = run(
      sse([{ id: '', model: '', choices: [], prompt_filter_results: [{}] }, delta({ content: 'a' }, 'stop')]),
    );
    expect(parts[0]).toMatchObject({
      type: 'start',
      model: 'gpt-4o-2024',
      responseId: 'chatcmpl-1',
      meta: { vendor: { prompt_filter_results: [{}] } },
    });
  });

  test('a refusal is no text: it is told as progress, kept as a block, and the answer is filtered', () => {
    const { response, parts } = run(
      sse([delta({ refusal: 'I can’t ' }), delta({ refusal: 'do that' }), delta({}, 'stop')]),
    );
    expect(response).toMatchObject({
      text: '',
      finishReason: 'content-filter',
      rawFinishReason: 'stop',
      message: { content: [{ type: 'vendor', vendor: { data: { type: 'refusal', refusal: 'I can’t do that' } } }] },
    });
    expect(parts.filter(({ type }) => type === 'progress')).toHaveLength(2);
  });

  test('spoken answers are put together', () => {
    const { response } = run(
      sse([
        delta({ audio: { id: 'audio_1', data: 'AQ' } }),
        delta({ audio: { data: '==', transcript: 'Hi' } }, 'stop'),
      ]),
      { request: { vendor: { openai: { audio: { format: 'mp3' } } } } },
    );
    expect(response.message.content).toMatchObject([
      {
        type: 'audio',
        source: { data: 'AQ==', mediaType: 'audio/mpeg' },
        transcript: 'Hi',
        vendor: { data: { id: 'audio_1' } },
      },
    ]);
  });

  test('images, citations and log probabilities are handed out', () => {
    const { response } = run(
      sse([
        delta({
          content: 'a',
          annotations: [
            { type: 'url_citation', url_citation: { url: 'https://x', title: 'X', start_index: 0, end_index: 1 } },
          ],
          images: [{ image_url: { url: 'data:image/png;base64,AQ==' } }],
        }),
        chunk(
          [
            {
              index: 0,
              delta: {},
              finish_reason: 'stop',
              logprobs: { content: [{ token: 'a', logprob: -1, top_logprobs: [{ token: 'b', logprob: -2 }] }] },
            },
          ],
          { search_results: [{ url: 'https://y', title: 'Y', snippet: 'q' }], citations: ['https://y'] },
        ),
      ]),
    );
    expect(response.citations).toMatchObject([
      { url: 'https://x', title: 'X', start: 0, end: 1 },
      { url: 'https://y', title: 'Y', quote: 'q' },
    ]);
    expect(response.message.content).toMatchObject([
      { type: 'text' },
      { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } },
    ]);
    expect(response.choices[0]?.logprobs).toEqual([
      { token: 'a', logprob: -1, alternatives: [{ token: 'b', logprob: -2 }] },
    ]);
  });

  test('links that the text numbers are sources too', () => {
    expect(
      run(
        sse([chunk([{ index: 0, delta: { content: 'a [1]' }, finish_reason: 'stop' }], { citations: ['https://y'] })]),
      ).response.citations,
    ).toEqual([{ url: 'https://y' }]);
  });
});

describe('the end of a stream', () => {
  const text = delta({ content: 'a' });
  test.each<[string, string, boolean]>([
    ['marker and finish reason', sse([delta({ content: 'a' }, 'stop')]), true],
    ['finish reason without the marker', sse([delta({ content: 'a' }, 'stop')], ''), true],
    ['marker without a finish reason', sse([text]), true],
    ['neither', sse([text], ''), false],
    ['nothing at all', '', false],
    ['one of two answers ended', sse([delta({ content: 'a' }, 'stop'), delta({ content: 'b' }, null, 1)], ''), false],
  ])('%s', (_name, wire, whole) => {
    const { complete: is, parts } = run(wire);
    expect(is).toBe(whole);
    expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(whole ? 1 : 0);
  });

  test('a dialect whose streams just end says so', () => {
    expect(run(sse([text], ''), { dialect: { endsAtEof: true } }).complete).toBe(true);
  });

  test('a cut call is not handed out as complete', () => {
    const { parts, response } = run(
      sse([delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x' } }] })], ''),
    );
    expect(types(parts)).not.toContain('tool-call');
    expect(response.toolCalls).toMatchObject([{ invalid: expect.any(String) }]);
  });

  test.each<[string, string]>([
    ['an error event', `event: error\ndata: {"error":{"message":"boom","code":"server_error"}}\n\n`],
    ['an error object', sse([{ error: { message: 'boom', code: 429 } }])],
    ['an error string', sse([{ error: 'boom' }])],
    ['vLLM’s', sse([{ object: 'error', message: 'boom', code: 400 }])],
    ['FastAPI’s', sse([{ detail: 'boom' }])],
    ['plain words', 'data: error: boom\n\n'],
    ['MiniMax’', sse([{ base_resp: { status_code: 1004, status_msg: 'boom' } }])],
  ])('%s inside a 200 is thrown, after what came before it', (_name, wire) => {
    const context = codec();
    const transformer = chatStreamTransformer();
    const decoder = transformer.decoder(transformer.encode(ask(), context).state, context, {
      status: 200,
      headers: {},
    });
    expect(() => decodeStream(decoder, sse([delta({ content: 'a' })], '') + wire)).toThrow(/boom|failure/);
  });

  test('odd events change nothing', () => {
    const odd = [
      'null',
      '1',
      '"x"',
      '[]',
      '{}',
      '{"choices":null}',
      '{"choices":[null,1,{}]}',
      '{"choices":[{"delta":{"content":5,"tool_calls":[null,{}]},"index":-1}]}',
      'no json',
      '{"usage":7}',
    ];
    const wire = odd.map((data) => `data: ${data}\n\n`).join('') + sse([delta({ content: 'a' }, 'odd')]);
    expect(run(wire).response).toMatchObject({ text: 'a', finishReason: 'other', rawFinishReason: 'odd' });
  });
});

describe('a complete reply', () => {
  const message = {
    role: 'assistant',
    content: 'Hi',
    reasoning: 'hm',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
  };
  const body = {
    id: 'r1',
    model: 'm1',
    service_tier: 'default',
    system_fingerprint: 'fp',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  };

  test('is read like the stream of the same answer', () => {
    const { meta, warnings: _, ...whole } = complete(body) as ReturnType<typeof complete> & { warnings?: unknown };
    const streamed = run(
      sse([
        chunk([{ index: 0, delta: { reasoning: 'h' } }]),
        chunk([{ index: 0, delta: { reasoning: 'm' } }]),
        chunk([{ index: 0, delta: { content: 'Hi' } }]),
        chunk([
          { index: 0, delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{"a"' } }] } },
        ]),
        chunk([
          { index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, finish_reason: 'stop' },
        ]),
        chunk([], { usage: body.usage }),
      ]),
    ).response;
    const { meta: __, warnings: ___, ...folded } = streamed;
    expect(folded).toEqual(whole);
    expect(meta).toEqual({
      model: 'm1',
      responseId: 'r1',
      serviceTier: 'default',
      vendor: { system_fingerprint: 'fp' },
    });
  });

  test('without choices it is no answer', () => {
    expect(() => complete({ id: 'x' })).toThrow(/no choices/);
    expect(() => complete({ choices: [] })).toThrow(/no choices/);
  });

  test('an error in a 200 is thrown', () => {
    expect(() => complete({ error: { message: 'boom', code: 502 } })).toThrow('boom');
  });

  test.each<[string, object, string]>([
    ['AI21 ends inside the message', { message: { content: 'a', finish_reason: 'length' } }, 'length'],
    ['no word is a stop', { message: { content: 'a' }, finish_reason: null }, 'stop'],
    ['the string null is none', { message: { content: 'a' }, finish_reason: 'null' }, 'stop'],
    ['Mistral’s word', { message: { content: 'a' }, finish_reason: 'model_length' }, 'length'],
    ['Zhipu’s word', { message: { content: 'a' }, finish_reason: 'sensitive' }, 'content-filter'],
    ['a call without one', { message: { content: 'a' }, finish_reason: 'tool_calls' }, 'stop'],
    ['old completions', { text: 'a', finish_reason: 'stop' }, 'stop'],
    ['several messages', { messages: [{ content: 'a' }], finish_reason: 'stop' }, 'stop'],
  ])('%s', (_name, choice, reason) => {
    expect(complete({ choices: [choice] })).toMatchObject({ text: 'a', finishReason: reason });
  });

  test('a dialect knows words and prices of its own', () => {
    const dialect: ChatDialect = {
      finishReasons: { done: 'length' },
      cost: (usage) => ({ amount: Number(usage.cost), currency: 'USD', source: 'vendor', includesLostAttempts: false }),
    };
    expect(
      complete(
        {
          choices: [{ message: { content: 'a' }, finish_reason: 'done' }],
          usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.5 },
        },
        dialect,
      ),
    ).toMatchObject({ finishReason: 'length', cost: { amount: 0.5 } });
  });

  test('fields that must come back are kept with call and message', () => {
    const answer = complete({
      choices: [
        {
          message: {
            content: null,
            extra_content: { google: { thought_signature: 's1' } },
            tool_calls: [
              {
                id: 'c',
                function: { name: 'f', arguments: '{}' },
                extra_content: { google: { thought_signature: 's2' } },
              },
            ],
          },
          finish_reason: 'stop',
        },
      ],
    });
    expect(answer.message).toMatchObject({
      vendor: { data: { extra_content: { google: { thought_signature: 's1' } } } },
      content: [{ vendor: { data: { extra_content: { google: { thought_signature: 's2' } } } } }],
    });
  });
});
