import { foldChat, inputPartition, type StreamPart, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { eventStream, message } from '../../tests/event-messages.ts';
import { answer, claude, served } from '../../tests/served.ts';

const hi = { messages: [user('Hi')] };
const usage = {
  inputTokens: 10,
  outputTokens: 5,
  totalTokens: 135,
  cacheReadInputTokens: 100,
  cacheWriteInputTokens: 20,
  cacheDetails: [
    { ttl: '5m', inputTokens: 15 },
    { ttl: '1h', inputTokens: 5 },
  ],
};
const citation = {
  title: 'policy',
  sourceContent: [{ text: 'Twenty ' }, { text: 'days.' }],
  location: { documentChar: { documentIndex: 0, start: 0, end: 58 } },
};

/** One answer with every kind of block, whole and in pieces. */
const content = [
  { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2ln' } } },
  { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } },
  { text: 'It says ' },
  { citationsContent: { content: [{ text: 'twenty days.' }], citations: [citation] } },
  { image: { format: 'png', source: { bytes: 'AQID' } } },
  { toolUse: { toolUseId: 't1', name: 'weather', input: { city: 'Graz' } } },
  { toolUse: { toolUseId: 't2', name: 'clock', input: {} } },
];
const delta = (contentBlockIndex: number, what: object) =>
  message('contentBlockDelta', { contentBlockIndex, delta: what, p: 'abc' });
const stop = (contentBlockIndex: number) => message('contentBlockStop', { contentBlockIndex });
const start = (contentBlockIndex: number, what: object) =>
  message('contentBlockStart', { contentBlockIndex, start: what });
const streamed = eventStream(
  message('messageStart', { role: 'assistant' }),
  delta(0, { reasoningContent: { text: 'Let me ' } }),
  delta(0, { reasoningContent: { text: 'see.' } }),
  delta(0, { reasoningContent: { signature: 'c2ln' } }),
  stop(0),
  delta(1, { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } }),
  stop(1),
  delta(2, { text: 'It says ' }),
  stop(2),
  delta(3, { citation }),
  delta(3, { text: 'twenty ' }),
  delta(3, { text: 'days.' }),
  stop(3),
  start(4, { image: { format: 'png' } }),
  delta(4, { image: { source: { bytes: 'AQID' } } }),
  stop(4),
  start(5, { toolUse: { toolUseId: 't1', name: 'weather' } }),
  delta(5, { toolUse: { input: '{"city"' } }),
  delta(5, { toolUse: { input: ':"Graz"}' } }),
  stop(5),
  start(6, { toolUse: { toolUseId: 't2', name: 'clock' } }),
  stop(6),
  message('someNewEvent', { more: 1 }),
  message('messageStop', { stopReason: 'tool_use', additionalModelResponseFields: { stop_sequence: null } }),
  message('metadata', { usage, metrics: { latencyMs: 7 }, serviceTier: { type: 'flex' } }),
);
const complete = answer(content, {
  stopReason: 'tool_use',
  additionalModelResponseFields: { stop_sequence: null },
  usage,
  serviceTier: { type: 'flex' },
});
const tools = [{ name: 'weather' }, { name: 'clock' }];

describe('an answer', () => {
  it('is the same whole and in pieces', async () => {
    const { ai } = await served([complete, streamed]);
    const { meta, ...whole } = await ai.chat({ ...hi, tools });
    const { meta: streamedMeta, ...folded } = await ai.stream({ ...hi, tools }).response;
    expect(folded).toEqual(whole);
    expect(streamedMeta.vendor).toEqual(meta.vendor);
    expect(meta).toMatchObject({
      serviceTier: 'flex',
      vendor: { metrics: { latencyMs: 7 }, additionalModelResponseFields: { stop_sequence: null } },
    });
    expect(whole).toMatchObject({
      text: 'It says twenty days.',
      reasoning: 'Let me see.',
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_use',
      toolCalls: [
        { id: 't1', name: 'weather', arguments: '{"city":"Graz"}', input: { city: 'Graz' } },
        { id: 't2', name: 'clock', input: {} },
      ],
      citations: [
        {
          title: 'policy',
          quote: 'Twenty days.',
          documentIndex: 0,
          location: { unit: 'character', start: 0, end: 58 },
          raw: citation,
        },
      ],
      usage: {
        inputTokens: 130,
        outputTokens: 5,
        inputDetails: { uncached: 10, cacheRead: 100, cacheWrite: 20 },
        cacheWritesByTtl: { '5m': 15, '1h': 5 },
      },
    });
    expect(whole.message.content).toContainEqual({ type: 'image', source: { data: 'AQID', mediaType: 'image/png' } });
  });

  it('goes back as it came: signatures, redacted thoughts, citations, in their order', async () => {
    const { ai, body } = await served([complete, answer([{ text: 'Done' }])]);
    const first = await ai.chat({ ...hi, tools });
    const results = first.toolCalls.map((call) => toolResult(call, '21'));
    const { warnings } = await ai.chat({ tools, messages: [...hi.messages, first.message, ...results] });
    expect(warnings).toEqual([]);
    expect((body(1).messages as { content: unknown }[])[1]?.content).toEqual(content);
  });

  it('keeps its signatures from other vendors’ models', async () => {
    const { ai, body } = await served([complete, answer([{ text: 'Done' }])]);
    const first = await ai.chat({ ...hi, tools });
    const messages = [...hi.messages, first.message, ...first.toolCalls.map((call) => toolResult(call, '21'))];
    const { warnings } = await ai.chat({ model: 'us.amazon.nova-pro-v1:0', tools, messages });
    expect(warnings.map(({ feature }) => feature)).toContain('messages[1].content[0]');
    expect(JSON.stringify(body(1))).not.toContain('reasoningContent');
    await ai.chat({ model: `eu.${claude}`, tools, messages });
    expect(JSON.stringify(body(2))).toContain('c2ln');
  });

  it('may hold what the vendor’s own tools did', async () => {
    const events = eventStream(
      message('messageStart', { role: 'assistant' }),
      start(0, { toolUse: { toolUseId: 's1', name: 'nova_code_interpreter', type: 'server_tool_use' } }),
      delta(0, { toolUse: { input: '{"snippet":"1+1"}' } }),
      stop(0),
      start(1, { toolResult: { toolUseId: 's1', status: 'success', type: 'nova_code_interpreter_result' } }),
      delta(1, { toolResult: [{ json: { stdOut: '2' } }] }),
      stop(1),
      delta(2, { text: 'Two.' }),
      stop(2),
      message('messageStop', { stopReason: 'end_turn' }),
      message('metadata', { usage }),
    );
    const model = 'us.amazon.nova-2-lite-v1:0';
    const { ai, body } = await served([events, answer([{ text: 'x' }])], { model });
    const first = await ai.stream(hi).response;
    expect(first).toMatchObject({ text: 'Two.', toolCalls: [], finishReason: 'stop' });
    expect(first.message.content).toMatchObject([
      { type: 'hosted-tool-call', id: 's1', input: { snippet: '1+1' } },
      { type: 'tool-result', hosted: true, content: [{ type: 'json', value: { stdOut: '2' } }] },
      { type: 'text' },
    ]);
    await ai.chat({ messages: [...hi.messages, first.message, user('And?')] });
    expect(body(1).messages).toMatchObject([
      {},
      {
        content: [
          { toolUse: { toolUseId: 's1', type: 'server_tool_use', input: { snippet: '1+1' } } },
          {
            toolResult: { toolUseId: 's1', type: 'nova_code_interpreter_result', content: [{ json: { stdOut: '2' } }] },
          },
          { text: 'Two.' },
        ],
      },
      {},
    ]);
  });

  it('comes out of the tool that it went through', async () => {
    const schema = { type: 'array', items: { type: 'number' } } as const;
    const reply = answer([{ toolUse: { toolUseId: 't', name: 'json', input: { value: [1, 2] } } }], {
      stopReason: 'tool_use',
    });
    const { ai } = await served([reply], { model: 'us.amazon.nova-pro-v1:0' });
    expect(await ai.chat({ ...hi, output: { type: 'json-schema', schema } })).toMatchObject({
      text: '[1,2]',
      toolCalls: [],
      finishReason: 'stop',
    });
  });

  it('gives tools back under the names that they had', async () => {
    const reply = answer([{ toolUse: { toolUseId: 't', name: 'a_b', input: {} } }], { stopReason: 'tool_use' });
    const { ai } = await served([reply]);
    expect((await ai.chat({ ...hi, tools: [{ name: 'a.b' }] })).toolCalls).toMatchObject([{ name: 'a.b' }]);
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['content_filtered', 'content-filter'],
    ['guardrail_intervened', 'content-filter'],
    ['malformed_tool_use', 'error'],
    ['something_new', 'other'],
  ])('that ends with %s has the finish reason %s', async (stopReason, finishReason) => {
    const { ai } = await served([answer([{ text: 'x' }], { stopReason })]);
    expect(await ai.chat(hi)).toMatchObject({ finishReason, rawFinishReason: stopReason });
  });

  it('is read whatever stands in it', async () => {
    const odd = [
      null,
      7,
      { text: null },
      { somethingNew: { a: 1 } },
      { text: 'Hi' },
      { toolUse: { name: 'x', input: 'no json' } },
    ];
    const { ai } = await served([answer(odd as object[], { stopReason: null, usage: null })]);
    const response = await ai.chat(hi);
    expect(response).toMatchObject({ text: 'Hi', finishReason: 'other' });
    expect(response.toolCalls).toMatchObject([{ name: 'x', invalid: expect.any(String) as string }]);
    expect(response.message.content).toContainEqual(
      expect.objectContaining({
        type: 'vendor',
        vendor: expect.objectContaining({ data: { somethingNew: { a: 1 } } }) as object,
      }),
    );
  });

  it('counts cached tokens beside the others, unless the total says that they are among them', async () => {
    const { ai } = await served([answer([{ text: 'x' }], { usage: { ...usage, inputTokens: 130, totalTokens: 135 } })]);
    expect((await ai.chat(hi)).usage).toMatchObject({
      inputTokens: 130,
      inputDetails: inputPartition(130, { cacheRead: 100, cacheWrite: 20 }),
    });
  });

  it('has its parts in an order that folds by itself', async () => {
    const { ai } = await served([streamed]);
    const parts: StreamPart[] = [];
    for await (const part of ai.stream({ ...hi, tools })) parts.push(part);
    expect(parts[0]?.type).toBe('start');
    expect(parts.at(-1)?.type).toBe('finish');
    expect(parts.filter(({ type }) => type === 'usage')).toHaveLength(1);
    const fold = foldChat();
    fold.add(parts);
    expect(fold.result().text).toBe('It says twenty days.');
  });
});
