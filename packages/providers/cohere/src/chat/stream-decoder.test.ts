import { type ChatResponse, type StreamPart, user } from '@kit/core';
import type { ExchangeResponse } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { answer, events, failure, served } from '../../tests/served.ts';

const messages = [user('Hi')];
const start = {
  type: 'message-start',
  id: 'r-1',
  delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
};
const text = (index: number, piece: string) => ({
  type: 'content-delta',
  index,
  delta: { message: { content: { text: piece } } },
});
const thinking = (index: number, piece: string) => ({
  type: 'content-delta',
  index,
  delta: { message: { content: { thinking: piece } } },
});
const open = (index: number, type: 'text' | 'thinking') => ({
  type: 'content-start',
  index,
  delta: { message: { content: { type, [type]: '' } } },
});
const plan = (piece: string) => ({ type: 'tool-plan-delta', delta: { message: { tool_plan: piece } } });
const call = (index: number, id: string, name: string) => ({
  type: 'tool-call-start',
  index,
  delta: { message: { tool_calls: { id, type: 'function', function: { name, arguments: '' } } } },
});
const args = (index: number, piece: string) => ({
  type: 'tool-call-delta',
  index,
  delta: { message: { tool_calls: { function: { arguments: piece } } } },
});
const callEnd = (index: number) => ({ type: 'tool-call-end', index });
const cite = (index: number, citation: object) => ({
  type: 'citation-start',
  index,
  delta: { message: { citations: citation } },
});
const usage = {
  billed_units: { input_tokens: 57, output_tokens: 20 },
  tokens: { input_tokens: 1490, output_tokens: 94 },
  cached_tokens: 112,
};
const end = (finish_reason: string, more: object = {}) => ({
  type: 'message-end',
  delta: { finish_reason, usage, ...more },
});

async function streamed(exchange: ExchangeResponse): Promise<{ parts: StreamPart[]; response: ChatResponse }> {
  const { ai } = await served([exchange]);
  const stream = ai.stream({ messages });
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return { parts, response: await stream.response };
}

async function whole(exchange: ExchangeResponse): Promise<ChatResponse> {
  const { ai } = await served([exchange]);
  return ai.chat({ messages });
}

/** What depends neither on the clock nor on the server's port. */
const content = ({ meta, ...response }: ChatResponse) =>
  JSON.parse(
    JSON.stringify({ ...response, responseId: meta.responseId, model: meta.model }).replaceAll(
      /127\.0\.0\.1:\d+/g,
      'server',
    ),
  );

describe('a streamed answer', () => {
  it('is text in pieces, with usage and price at the end', async () => {
    const { parts, response } = await streamed(
      events(start, open(0, 'text'), text(0, 'Hel'), text(0, 'lo'), { type: 'content-end', index: 0 }, end('COMPLETE')),
    );
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'choice-end', 'finish']);
    expect(response).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      rawFinishReason: 'COMPLETE',
      meta: { responseId: 'r-1' },
    });
    expect(response.usage).toEqual({
      state: 'reported',
      inputTokens: 1490,
      outputTokens: 94,
      inputDetails: { uncached: 1378, cacheRead: 112 },
      billed: { inputTokens: 57, outputTokens: 20 },
      raw: usage,
    });
    // 57 and 20 units are billed, at 2.5 and 10 dollars a million.
    expect(response.cost?.amount).toBeCloseTo((57 * 2.5 + 20 * 10) / 1e6, 12);
  });

  it('equals the complete one', async () => {
    const citation = {
      start: 0,
      end: 5,
      text: 'Hello',
      sources: [{ type: 'document', id: 'doc:0', document: { id: 'doc:0', title: 'T', text: 'Hello there' } }],
      type: 'TEXT_CONTENT',
      content_index: 1,
    };
    const inPieces = await streamed(
      events(
        start,
        open(0, 'thinking'),
        thinking(0, 'Hm'),
        thinking(0, '.'),
        open(1, 'text'),
        text(1, 'Hello'),
        cite(0, citation),
        text(1, ' you'),
        end('MAX_TOKENS'),
      ),
    );
    const atOnce = await whole(
      answer(
        {
          content: [
            { type: 'thinking', thinking: 'Hm.' },
            { type: 'text', text: 'Hello you' },
          ],
          citations: [citation],
        },
        'MAX_TOKENS',
        { usage },
      ),
    );
    expect(content(inPieces.response)).toEqual(content(atOnce));
    expect(atOnce).toMatchObject({ text: 'Hello you', reasoning: 'Hm.', finishReason: 'length' });
  });

  it('calls tools: two at once, after a plan', async () => {
    const inPieces = await streamed(
      events(
        start,
        plan('I will'),
        plan(' look.'),
        call(0, 'weather_1', 'weather'),
        args(0, '{"city":'),
        args(0, '"Oslo"}'),
        callEnd(0),
        call(1, 'clock_1', 'clock'),
        callEnd(1),
        end('TOOL_CALL'),
      ),
    );
    const tools = [
      { id: 'weather_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
      { id: 'clock_1', type: 'function', function: { name: 'clock', arguments: '' } },
    ];
    const atOnce = await whole(answer({ tool_plan: 'I will look.', tool_calls: tools }, 'TOOL_CALL', { usage }));
    expect(content(inPieces.response)).toEqual(content(atOnce));
    expect(atOnce).toMatchObject({ text: '', reasoning: 'I will look.', finishReason: 'tool-calls' });
    expect(atOnce.toolCalls.map(({ name, input }) => [name, input])).toEqual([
      ['weather', { city: 'Oslo' }],
      ['clock', {}],
    ]);
    expect(inPieces.parts.filter(({ type }) => type === 'tool-call-delta')).toHaveLength(2);
  });

  it('sends a plan back as a plan', async () => {
    const first = await whole(
      answer(
        {
          tool_plan: 'I will look.',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'clock', arguments: 'null' } }],
        },
        'TOOL_CALL',
      ),
    );
    const { ai, body } = await served([answer({ content: [{ type: 'text', text: 'Noon.' }] })]);
    await ai.chat({ messages: [user('Time?'), first.message] });
    expect((body().messages as unknown[])[1]).toEqual({
      role: 'assistant',
      tool_plan: 'I will look.',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'clock', arguments: '{}' } }],
    });
  });

  it('reads lists where objects are usual, calls without an id, and calls that are never ended', async () => {
    const odd = {
      type: 'tool-call-start',
      index: 0,
      delta: { message: { tool_calls: [{ function: { name: 'a', arguments: { x: 1 } } }] } },
    };
    const { response } = await streamed(
      events(start, odd, call(0, 'b1', 'b'), args(0, '{}'), args(1, '{"late":1}'), end('TOOL_CALL')),
    );
    expect(response.toolCalls).toMatchObject([
      { id: expect.stringMatching(/^call_/), name: 'a', input: { x: 1 } },
      { id: 'b1', name: 'b', input: {} },
      { name: '', input: { late: 1 } },
    ]);
  });

  it('keeps arguments that are no JSON, and says so', async () => {
    const { response } = await streamed(
      events(start, call(0, 'c1', 'a'), args(0, '{"x":'), callEnd(0), end('TOOL_CALL')),
    );
    expect(response.toolCalls[0]).toMatchObject({ arguments: '{"x":', invalid: expect.any(String) });
  });

  it('survives nulls, unknown events and missing indexes', async () => {
    const exchange = events(
      start,
      { type: 'debug', prompt: '…' },
      { type: 'content-delta', delta: { message: { content: { text: 'a' } } } },
      { type: 'content-delta', index: 0, delta: null },
      { type: 'new-event' },
      { type: 'citation-start', delta: { message: { citations: null } } },
      end('SOMETHING_NEW'),
    );
    const { response } = await streamed({ ...exchange, text: `data: null\n\ndata: 7\n\n${exchange.text}` });
    expect(response).toMatchObject({ text: 'a', finishReason: 'other', rawFinishReason: 'SOMETHING_NEW' });
  });

  it('begins with its start, also where the vendor’s is missing', async () => {
    const { parts } = await streamed(events({ type: 'debug', prompt: '…' }, text(0, 'Hi'), end('COMPLETE')));
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'choice-end', 'finish']);
  });

  it('may come as lines of JSON, as some gateways send it', async () => {
    const { text: body = '' } = events(start, text(0, 'Hi'), end('COMPLETE'));
    const lines = body
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => line.slice(6))
      .join('\n');
    expect(
      (await streamed({ headers: { 'content-type': 'application/stream+json' }, text: lines })).response.text,
    ).toBe('Hi');
  });

  it('may be a complete answer after all', async () => {
    expect((await streamed(answer({ content: [{ type: 'text', text: 'Hi' }] }))).response.text).toBe('Hi');
  });

  it('tells log probabilities', async () => {
    const piece = { ...text(0, 'Hi'), logprobs: { text: 'Hi', token_ids: [1, 2], logprobs: [-0.5, -0.25] } };
    const { response } = await streamed(events(start, piece, end('COMPLETE')));
    expect(response.choices[0]?.logprobs).toEqual([{ token: 'Hi', logprob: -0.75 }]);
  });

  it('brings the warning of the header', async () => {
    const exchange = events(start, text(0, 'Hi'), end('COMPLETE'));
    const headers = { ...exchange.headers, 'x-api-warning': "model 'command-r' is deprecated" };
    expect((await streamed({ ...exchange, headers })).response.warnings).toEqual([
      { feature: 'vendor', detail: "model 'command-r' is deprecated" },
    ]);
    expect(
      (await whole({ ...answer({ content: [{ type: 'text', text: 'Hi' }] }), headers: { 'x-api-warning': 'w' } }))
        .warnings,
    ).toHaveLength(1);
  });
});

describe('citations', () => {
  const source = (id: string, fields: object) => ({ type: 'tool', id, tool_output: fields });

  it('are one for each source, with documents of the request by their place', async () => {
    const { ai } = await served([
      answer({
        content: [{ type: 'text', text: 'Ruby is red.' }],
        citations: [
          {
            start: 0,
            end: 4,
            text: 'Ruby',
            type: 'TEXT_CONTENT',
            sources: [
              { type: 'document', id: 'mine', document: { id: 'mine', snippet: 'A stone' } },
              source('call:0', { url: 'https://example.com', title: 'T', content: 'C' }),
            ],
          },
        ],
      }),
    ]);
    const { citations } = await ai.chat({
      messages,
      vendor: { cohere: { documents: ['x', { id: 'mine', data: { snippet: 'A stone' } }] } },
    });
    expect(citations).toMatchObject([
      { start: 0, end: 4, documentId: 'mine', documentIndex: 1, quote: 'A stone' },
      { start: 0, end: 4, documentId: 'call:0', url: 'https://example.com', title: 'T', quote: 'C' },
    ]);
    expect(citations[0]?.raw).toMatchObject({ text: 'Ruby' });
  });

  it('count in UTF-16, though Cohere counts characters', async () => {
    const { citations, text: said } = await whole(
      answer({ content: [{ type: 'text', text: '🌋🌋 Etna' }], citations: [{ start: 3, end: 7, text: 'Etna' }] }),
    );
    expect(said.slice(citations[0]?.start, citations[0]?.end)).toBe('Etna');
  });

  it('of plans and thoughts are kept with the message', async () => {
    const citation = { start: 0, end: 1, text: 'I', type: 'PLAN', sources: [] };
    const response = await whole(answer({ tool_plan: 'I look.', citations: [citation], tool_calls: [] }));
    expect(response.citations).toEqual([]);
    expect(response.message.vendor).toMatchObject({ origin: { wire: 'cohere' }, data: { citations: [citation] } });
  });
});

describe('failures', () => {
  const broken = {
    error: 'your request resulted in an invalid tool generation',
    error_type: 'INVALID_TOOL_GENERATION',
  };

  it('before a word are errors, streamed or not', async () => {
    const { ai } = await served([events(start, end('ERROR', broken)), answer({}, 'ERROR'), answer({}, 'TIMEOUT')]);
    expect(await failure(ai.stream({ messages }).ready())).toMatchObject({
      code: 'server',
      message: expect.stringContaining('invalid tool generation'),
    });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'server' });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'timeout' });
  });

  it('after a word are an answer that ended with an error', async () => {
    const { response } = await streamed(events(start, plan('I will'), end('ERROR', { ...broken, usage: {} })));
    expect(response).toMatchObject({
      reasoning: 'I will',
      finishReason: 'error',
      warnings: [{ feature: 'finishReason', detail: broken.error }],
    });
    expect(response.usage).toBeUndefined();
  });

  it('are seen in a stream that ends too early', async () => {
    const { ai } = await served([events(start, text(0, 'Hel'))]);
    const error = await failure(ai.stream({ messages }).response);
    expect(error).toMatchObject({ code: 'invalid-response', partial: { text: 'Hel' } });
  });

  it('are seen in an error body inside a success', async () => {
    const { ai } = await served([
      { headers: { 'content-type': 'text/event-stream' }, text: '{"message":"too many tokens: size limit exceeded"}' },
      { body: { message: 'Broken.' } },
      { body: [] },
    ]);
    expect(await failure(ai.stream({ messages }).ready())).toMatchObject({ code: 'context-length' });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'server' });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'invalid-response' });
  });
});
