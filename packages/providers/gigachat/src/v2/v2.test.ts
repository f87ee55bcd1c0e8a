import { inspect, system, type ToolCallPart, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { answeredV2, failed, served, streamedV2 } from '../../tests/served.ts';

const contract = 'v2';
const messages = [user('Hi')];
const order = {
  name: 'get_order_status',
  parameters: { type: 'object', properties: { order_id: { type: 'string' } }, required: ['order_id'] },
} as const;
const delta = (...content: object[]) =>
  [
    'response.message.delta',
    { model: 'GigaChat-3-Ultra:32.3.18.5', messages: [{ role: 'assistant', content }] },
  ] as const;
const done = [
  'response.message.done',
  { finish_reason: 'stop', usage: { input_tokens: 19, output_tokens: 8, total_tokens: 27 } },
] as const;

describe('a request of the second contract', () => {
  it('lives beside the first, has content in parts and settings in a place of their own', async () => {
    await using vended = await served(() => answeredV2([{ text: 'Hello' }]), { contract });
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const answer = await vended.ai.chat({
      messages: [system('Be brief.'), ...messages],
      maxTokens: 9,
      temperature: 0.5,
      logprobs: 2,
      model: 'GigaChat-3-Ultra',
      reasoning: { effort: 'low' },
      output: { type: 'json-schema', schema },
      vendor: { gigachat: { model_options: { preset: 'x' }, disable_filter: true } },
    });
    expect(vended.server.requests.at(-1)?.path).toBe('/api/v2/chat/completions');
    expect(vended.body()).toEqual({
      model: 'GigaChat-3-Ultra',
      messages: [
        { role: 'system', content: [{ text: 'Be brief.' }] },
        { role: 'user', content: [{ text: 'Hi' }] },
      ],
      model_options: {
        max_tokens: 9,
        temperature: 0.5,
        top_logprobs: 2,
        reasoning: { effort: 'low' },
        response_format: { type: 'json_schema', schema, strict: true },
        preset: 'x',
      },
      disable_filter: true,
    });
    expect(answer).toMatchObject({
      text: 'Hello',
      usage: { inputTokens: 19, outputTokens: 2, inputDetails: { uncached: 15, cacheRead: 4 } },
    });
    expect((await inspect(vended.ai, 'chat', { messages })).url).toMatch(/\/api\/v2\/chat\/completions$/);
  });

  it('goes to `/v2` also where the base URL has no version', async () => {
    await using vended = await served(() => answeredV2([{ text: 'Hello' }]), { contract });
    await vended.ai.chat(
      { messages },
      { baseURL: `${vended.server.url}/proxy`, credentials: { accessToken: 'token-of-a-tenant' } },
    );
    expect(vended.server.requests.at(-1)?.path).toBe('/proxy/v2/chat/completions');
  });

  it("names files and tools of the vendor's own", async () => {
    await using vended = await served(() => answeredV2([{ text: 'Hello' }]), { contract });
    const search = { type: 'hosted', name: 'web_search', options: { type: 'actual_info_web_search' } } as const;
    await vended.ai.chat({
      messages: [user([{ type: 'image', source: { fileId: 'f-1' } }])],
      tools: [order, search],
      toolChoice: { name: 'web_search' },
    });
    expect(vended.body()).toMatchObject({
      messages: [{ role: 'user', content: [{ files: [{ id: 'f-1' }] }] }],
      tools: [
        { functions: { specifications: [{ name: 'get_order_status' }] } },
        { web_search: { type: 'actual_info_web_search' } },
      ],
      tool_config: { mode: 'forced', tool_name: 'web_search' },
    });
    await vended.ai.chat({ messages, tools: [order], toolChoice: 'required' });
    expect(vended.body().tool_config).toEqual({ mode: 'forced', function_name: 'get_order_status' });
    await vended.ai.chat({ messages, tools: [order], toolChoice: 'none' });
    expect(vended.body().tool_config).toEqual({ mode: 'none' });
    await vended.ai.chat({ messages, tools: [order] });
    expect(vended.body()).not.toHaveProperty('tool_config');
  });

  it('gives one answer', async () => {
    await using vended = await served(() => answeredV2([{ text: 'Hello' }]), { contract });
    expect((await vended.ai.chat({ messages, n: 2 })).warnings).toMatchObject([{ feature: 'n' }]);
  });
});

describe('a call and its result', () => {
  it('travel with their state, under the name that requests have for it', async () => {
    const content = [{ function_call: { name: 'get_order_status', arguments: { order_id: 'A-1024' } } }];
    await using vended = await served(() => answeredV2(content, 'function_call', { tool_state_id: 'state-1' }), {
      contract,
    });
    const first = await vended.ai.chat({ messages, tools: [order] });
    expect(first).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [{ name: 'get_order_status', input: { order_id: 'A-1024' } }],
    });
    const [call] = first.toolCalls as [ToolCallPart];
    await vended.ai.chat({
      messages: [...messages, first.message, toolResult(call, { status: 'packed' })],
      tools: [order],
    });
    expect(vended.body().messages).toEqual([
      { role: 'user', content: [{ text: 'Hi' }] },
      { role: 'assistant', content, tools_state_id: 'state-1' },
      {
        role: 'tool',
        content: [{ function_result: { name: 'get_order_status', result: { status: 'packed' } } }],
        tools_state_id: 'state-1',
      },
    ]);
  });
});

describe('an answer', () => {
  it('has files, sources, progress and log probabilities where they stood', async () => {
    const content = [
      { tool_execution: { name: 'image_generate', status: 'success' } },
      { files: [{ id: 'f-1', mime: 'image/jpeg', target: 'image' }] },
      {
        text: 'A fox [1].',
        inline_data: { sources: { 1: { url: 'https://foxes.example/', title: 'Foxes' } } },
        logprobs: [{ chosen: { token: 'A', token_id: 1, logprob: -0.1 }, top: [{ token: 'The', logprob: -1 }] }],
      },
      { widget: { kind: 'map' } },
    ];
    await using vended = await served(() => answeredV2(content, 'stop', { tools_state_id: 'state-3' }), { contract });
    const answer = await vended.ai.chat({ messages });
    expect(answer.message.content).toMatchObject([
      { type: 'image', source: { fileId: 'f-1', provider: 'gigachat', mediaType: 'image/jpeg' } },
      { type: 'text', text: 'A fox [1].' },
      { type: 'vendor', vendor: { data: { widget: { kind: 'map' } } } },
    ]);
    expect(answer.citations).toMatchObject([{ url: 'https://foxes.example/', title: 'Foxes' }]);
    expect(answer.choices[0]?.logprobs).toEqual([
      { token: 'A', logprob: -0.1, alternatives: [{ token: 'The', logprob: -1 }] },
    ]);
    expect(answer.message.vendor).toMatchObject({ data: { functions_state_id: 'state-3' } });
    await vended.ai.chat({ messages: [...messages, answer.message, user('Bluer.')] });
    expect(vended.body().messages).toMatchObject([
      {},
      { content: [{ text: 'A fox [1].' }, { files: [{ id: 'f-1' }] }], tools_state_id: 'state-3' },
      {},
    ]);
  });
});

describe('a stream', () => {
  it('has named events, of which unknown ones are passed over, and no marker at its end', async () => {
    const running = ['response.tool.completed', { tool_execution: { name: 'web_search', status: 'success' } }] as const;
    await using vended = await served(
      () =>
        streamedV2(delta({ text: '1, ' }), running, ['response.something.new', { x: 1 }], delta({ text: '2' }), done),
      { contract },
    );
    const reply = vended.ai.stream({ messages });
    const types: string[] = [];
    for await (const part of reply) types.push(part.type);
    expect(types).toEqual(['start', 'text', 'progress', 'text', 'usage', 'choice-end', 'finish']);
    expect(await reply.response).toMatchObject({
      text: '1, 2',
      finishReason: 'stop',
      usage: { inputTokens: 19, outputTokens: 8 },
    });
  });

  it('folds to what the complete reply says', async () => {
    const content = [{ text: 'A fox.' }, { files: [{ id: 'f-1', mime: 'image/jpeg' }] }, { text: 'There.' }];
    await using vended = await served(
      ({ text }) =>
        /"stream":true/.test(text())
          ? streamedV2(...content.map((part) => delta(part)), [
              'response.message.done',
              { finish_reason: 'stop', usage: answeredV2([]).body.usage },
            ])
          : answeredV2(content),
      { contract },
    );
    const { meta: _, ...whole } = await vended.ai.chat({ messages });
    const { meta: __, ...folded } = await vended.ai.stream({ messages }).response;
    expect(folded).toEqual(whole);
  });

  it('without its end is broken', async () => {
    await using vended = await served(() => streamedV2(delta({ text: '1, ' })), { contract });
    expect(await failed(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { text: '1, ' },
    });
    await using failing = await served(() => streamedV2(['error', { status: 500, message: 'Internal' }]), { contract });
    expect((await failed(failing.ai.stream({ messages }).ready())).message).toContain('Internal');
  });
});
