// What one face encodes the other decodes: answers whole and streamed, cut anywhere, over both chat wires.
import {
  type AssistantPart,
  type ChatRequest,
  type ChatResponse,
  chatResponse,
  type FinishReason,
  foldChat,
  KitError,
  parseToolArguments,
  type ResponseMeta,
  type StreamPart,
  type VendorData,
} from '@kit/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatStreamTransformer, chatTransformer } from '../chat/transformer.ts';
import { responsesStreamTransformer, responsesTransformer } from '../responses/transformer.ts';
import { ask, codec, decodeStream, reply } from '../testing/codec.ts';
import { chatFace, decodeRequest, encodeError, responsesFace } from './index.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const id = fc.stringMatching(/^[a-z0-9]{6,10}$/);
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));
const call = fc
  .record({
    id,
    name: fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/),
    args: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), json, { maxKeys: 3 }),
  })
  .map(({ id: callId, name, args }): AssistantPart => {
    const text = JSON.stringify(args);
    return { type: 'tool-call', id: callId, name, arguments: text, ...parseToolArguments(text) };
  });
const calls = fc.uniqueArray(call, { maxLength: 3, selector: (part) => (part.type === 'tool-call' ? part.id : '') });
const usage = fc
  .record({ uncached: fc.nat(1000), cacheRead: fc.nat(1000), text: fc.nat(1000), reasoning: fc.nat(1000) })
  .map(({ uncached, cacheRead, text, reasoning }) => ({
    state: 'reported' as const,
    inputTokens: uncached + cacheRead,
    outputTokens: text + reasoning,
    inputDetails: { uncached, cacheRead },
    outputDetails: { text, reasoning },
  }));
const meta: ResponseMeta = { provider: 'p', timings: {}, attempts: [], responseId: 'resp_7', model: 'm-1' };

interface Answer {
  readonly response: ChatResponse;
  readonly parts: readonly StreamPart[];
}

/** An answer as a wire can say it: a thought, a text, calls; ended for a reason that fits. */
const answers = fc
  .record({ thought: fc.option(words), text: fc.option(words), calls, usage, cut: fc.boolean() })
  .map(({ thought, text, calls: made, usage: used, cut }): Answer => {
    const content: AssistantPart[] = [
      ...(thought === null ? [] : [{ type: 'reasoning' as const, text: thought }]),
      ...(text === null ? [] : [{ type: 'text' as const, text }]),
      ...made,
    ];
    const finishReason: FinishReason = made.length > 0 ? 'tool-calls' : cut ? 'length' : 'stop';
    const response = chatResponse({
      choices: [{ message: { role: 'assistant', content }, finishReason }],
      usage: used,
      meta,
    }) as ChatResponse;
    return { response, parts: partsOf(response) };
  });

function partsOf({ message, finishReason, usage: used }: ChatResponse): StreamPart[] {
  const parts: StreamPart[] = [{ type: 'start', responseId: 'resp_7', model: 'm-1' }];
  (message.content as AssistantPart[]).forEach((part, index) => {
    if (part.type === 'text' || part.type === 'reasoning') {
      for (const piece of [part.text.slice(0, 2), part.text.slice(2)])
        if (piece !== '') parts.push({ type: part.type, text: piece, choice: 0, index });
      if (part.vendor) parts.push({ type: 'block-end', vendor: part.vendor, choice: 0, index });
    } else if (part.type === 'tool-call') {
      parts.push({ type: 'tool-call-start', id: part.id, name: part.name, choice: 0, index });
      for (const delta of [part.arguments.slice(0, 3), part.arguments.slice(3)])
        if (delta !== '') parts.push({ type: 'tool-call-delta', id: part.id, delta, choice: 0, index });
      parts.push({ ...part, choice: 0, index });
    }
  });
  parts.push(
    { type: 'choice-end', choice: 0, finishReason },
    { type: 'finish', finishReason, ...(used && { usage: used }) },
  );
  return parts;
}

/** What of an answer both ends must agree on. */
const meaning = ({
  text,
  reasoning,
  toolCalls,
  finishReason,
  usage: used,
  message,
}: Pick<ChatResponse, 'text' | 'reasoning' | 'toolCalls' | 'finishReason' | 'usage' | 'message'>) => ({
  text,
  reasoning,
  finishReason,
  toolCalls: toolCalls.map(({ id: callId, name, arguments: args, input }) => ({ id: callId, name, args, input })),
  usage: used && { ...used, raw: undefined },
  order: (message.content as AssistantPart[]).map(({ type }) => type),
});

const wires = [
  ['chat completions', chatFace, chatTransformer(), chatStreamTransformer()],
  ['responses', responsesFace, responsesTransformer(), responsesStreamTransformer()],
] as const;
const request: ChatRequest = ask({ vendor: { 'openai-chat': { stream_options: { include_usage: true } } } });

describe.each(wires)('%s', (_name, face, transformer, streamTransformer) => {
  const context = codec();
  const state = (of: { encode: (request: ChatRequest, context: ReturnType<typeof codec>) => { state: unknown } }) =>
    of.encode(ask(), context).state as never;

  test('an answer that the server encodes is the one that the client decodes', () => {
    fc.assert(
      fc.property(answers, ({ response }) => {
        const body = face.encodeResponse(response, request);
        expect(meaning(transformer.decode(reply(body), state(transformer), context))).toEqual(meaning(response));
      }),
    );
  });

  test('a stream folds to the complete answer, however it is cut', () => {
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        ({ response, parts }, bytes, batch) => {
          const encoder = face.streamEncoder(request);
          let text = '';
          for (let at = 0; at < parts.length; at += batch) text += encoder.parts(parts.slice(at, at + batch));
          text += encoder.end();
          const decoded = decodeStream(
            streamTransformer.decoder(state(streamTransformer), context, { status: 200, headers: {} }),
            text,
            bytes,
          );
          expect(decoded.complete).toBe(true);
          expect(meaning(decoded.response)).toEqual(meaning(response));
          expect(decoded.response.meta).toMatchObject({ responseId: 'resp_7', model: 'm-1' });
        },
      ),
    );
  });

  test('the folded stream of the client equals its complete reply', () => {
    fc.assert(
      fc.property(answers, ({ response, parts }) => {
        const encoder = face.streamEncoder(request);
        const streamed = decodeStream(
          streamTransformer.decoder(state(streamTransformer), context, { status: 200, headers: {} }),
          encoder.parts(parts) + encoder.end(),
        );
        const whole = transformer.decode(reply(face.encodeResponse(response, request)), state(transformer), context);
        expect(meaning(streamed.response)).toEqual(meaning(whole));
      }),
    );
  });

  test('a request that the client encodes is the one that the server decodes', () => {
    const message = fc.oneof(
      fc.record({ role: fc.constant('system' as const), content: words }),
      fc.record({
        role: fc.constant('user' as const),
        content: fc.oneof(
          words,
          fc.array(
            fc.oneof(
              fc.record({ type: fc.constant('text' as const), text: words }),
              fc.record({ type: fc.constant('image' as const), source: fc.record({ url: fc.webUrl() }) }),
            ),
            { minLength: 2, maxLength: 4 },
          ),
        ),
      }),
    );
    const requests = fc.record(
      {
        model: id,
        messages: fc.array(message, { minLength: 1, maxLength: 4 }),
        maxTokens: fc.integer({ min: 16, max: 1e6 }),
        temperature: fc.float({ min: 0, max: 2, noNaN: true }),
        user: words,
        serviceTier: id,
      },
      { requiredKeys: ['model', 'messages'] },
    );
    fc.assert(
      fc.property(requests, (asked) => {
        const { wire, warnings } = transformer.encode(asked, context);
        const { vendor: _, ...decoded } = decodeRequest(wire.body?.type === 'json' ? wire.body.value : undefined);
        expect(warnings).toEqual([]);
        expect(decoded).toEqual(asked);
      }),
    );
  });

  test('a conversation goes through client and server unchanged', () => {
    fc.assert(
      fc.property(
        answers.filter(({ response }) => response.toolCalls.length > 0),
        ({ response }) => {
          const content = (response.message.content as AssistantPart[]).filter(({ type }) => type !== 'reasoning');
          const messages = [
            { role: 'user' as const, content: 'Hi' },
            { role: 'assistant' as const, content },
            ...response.toolCalls.map(({ id: toolCallId }) => ({
              role: 'tool' as const,
              content: [{ type: 'tool-result' as const, toolCallId, content: 'ok' }],
            })),
          ];
          const { wire } = transformer.encode(ask({ messages }), context);
          expect(decodeRequest(wire.body?.type === 'json' ? wire.body.value : undefined).messages).toEqual(messages);
        },
      ),
    );
  });

  test('a failure after the stream began is an error at the client', () => {
    const encoder = face.streamEncoder(request);
    const text =
      encoder.parts([{ type: 'start' }, { type: 'text', text: 'a', choice: 0, index: 0 }]) +
      encoder.error(new KitError('overloaded', 'too much'));
    expect(() =>
      decodeStream(streamTransformer.decoder(state(streamTransformer), context, { status: 200, headers: {} }), text),
    ).toThrow('too much');
  });

  test("another vendor's tokens come back through a gateway", () => {
    const origin = { wire: 'anthropic', provider: 'claude', model: 'c-1' };
    const vendor: VendorData = { origin, data: { signature: 'sig' } };
    const content: AssistantPart[] = [
      { type: 'reasoning', text: 'hm', vendor },
      { type: 'tool-call', id: 'c', name: 'f', arguments: '{}', input: {}, vendor },
    ];
    const response = chatResponse({
      choices: [{ message: { role: 'assistant', content }, finishReason: 'tool-calls' }],
      meta,
    }) as ChatResponse;
    for (const wire of [
      whole(face.encodeResponse(response, request)),
      streamedMessage(face.streamEncoder(request), partsOf(response)),
    ]) {
      const [asked] = decodeRequest(wire).messages;
      expect(asked?.content).toMatchObject([
        { type: 'reasoning', vendor },
        { type: 'tool-call', vendor },
      ]);
    }
  });
});

/** A client that sends the answer back as it got it. */
function whole(body: unknown): object {
  const { choices, output } = body as { choices?: { message: object }[]; output?: object[] };
  return choices ? { messages: [choices[0]?.message] } : { input: output };
}

/** The same client, streaming: it keeps deltas as they come. */
function streamedMessage(encoder: ReturnType<typeof chatFace.streamEncoder>, parts: readonly StreamPart[]): object {
  const events = (encoder.parts(parts) + encoder.end())
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
  const last = events.findLast(({ type }) => type === 'response.completed') as
    | { response?: { output: object[] } }
    | undefined;
  if (last?.response) return { input: last.response.output };
  const message: Record<string, unknown> = { role: 'assistant', content: null };
  const made: Record<string, unknown>[] = [];
  for (const { choices } of events as { choices: { delta: Record<string, unknown> }[] }[]) {
    for (const { delta } of choices) {
      for (const [field, value] of Object.entries(delta)) if (field !== 'tool_calls') message[field] = value;
      for (const piece of (delta.tool_calls ?? []) as Record<string, unknown>[])
        made[piece.index as number] = {
          ...made[piece.index as number],
          ...piece,
          function: { ...(made[piece.index as number]?.function as object), ...(piece.function as object) },
        };
    }
  }
  return { messages: [{ ...message, tool_calls: made }] };
}

describe('everything else that an answer may hold', () => {
  const context = codec();
  const wireData = (wire: string, data: object): VendorData => ({ origin: { wire }, data: data as never });

  test('chat: several answers, log probabilities, images, sound, refusals, opaque fields', () => {
    const own = (data: object) => wireData('openai-chat', data);
    const response = chatResponse({
      choices: [
        {
          message: {
            role: 'assistant',
            content: [
              {
                type: 'reasoning',
                text: 'hm',
                vendor: own({ reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }] }),
              },
              { type: 'text', text: 'a', citations: [{ url: 'https://x', title: 'X', start: 0, end: 1 }] },
              { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } },
            ],
            vendor: own({ extra_content: { x: 1 } }),
          },
          finishReason: 'stop',
          rawFinishReason: 'stop',
          logprobs: [{ token: 'a', logprob: -1, alternatives: [{ token: 'b', logprob: -2 }] }],
        },
        {
          message: {
            role: 'assistant',
            content: [{ type: 'vendor', vendor: own({ type: 'refusal', refusal: 'no' }) }],
          },
          finishReason: 'content-filter',
          rawFinishReason: 'stop',
        },
        {
          message: {
            role: 'assistant',
            content: [
              {
                type: 'audio',
                source: { data: 'AQ==', mediaType: 'audio/wav' },
                transcript: 'Hi',
                vendor: own({ id: 'audio_1' }),
              },
            ],
          },
          finishReason: 'stop',
        },
        {
          message: {
            role: 'assistant',
            content: [
              {
                type: 'tool-call',
                id: 'c',
                name: 'sql',
                arguments: 'select 1',
                input: 'select 1',
                vendor: own({ type: 'custom', extra_content: { y: 1 } }),
              },
            ],
          },
          finishReason: 'tool-calls',
        },
      ],
      meta: { ...meta, serviceTier: 'flex', vendor: { system_fingerprint: 'fp' } },
    }) as ChatResponse;
    const transformer = chatTransformer();
    const { state } = transformer.encode(ask({ n: 4 }), context);
    const decoded = transformer.decode(reply(chatFace.encodeResponse(response, request)), state, context);
    expect(decoded.meta).toEqual({
      model: 'm-1',
      responseId: 'resp_7',
      serviceTier: 'flex',
      vendor: { system_fingerprint: 'fp' },
    });
    const shape = (answer: Pick<ChatResponse, 'choices'>) =>
      answer.choices.map(({ message, finishReason, logprobs, text }) => ({
        finishReason,
        logprobs,
        text,
        parts: (message.content as AssistantPart[]).map((part) => ({
          ...part,
          citations: undefined,
          vendor: part.vendor?.data,
        })),
        vendor: message.vendor?.data,
      }));
    expect(shape(decoded)).toEqual(shape(response));
    expect(decoded.citations).toMatchObject([{ url: 'https://x', start: 0, end: 1 }]);

    const parts: StreamPart[] = [{ type: 'start' }];
    response.choices.forEach(({ message, finishReason, logprobs }, choice) => {
      (message.content as AssistantPart[]).forEach((part, index) => {
        if (part.type === 'text' || part.type === 'reasoning')
          parts.push({ type: part.type, text: part.text, choice, index });
        if (part.type === 'reasoning' && part.vendor)
          parts.push({ type: 'block-end', vendor: part.vendor, choice, index });
        if (part.type === 'text')
          for (const citation of part.citations ?? []) parts.push({ type: 'citation', citation, choice, index });
        if (part.type === 'image' || part.type === 'audio') parts.push({ type: 'file', file: part, choice, index });
        if (part.type === 'vendor') parts.push({ ...part, choice, index });
        if (part.type === 'tool-call') parts.push({ ...part, choice, index });
      });
      if (logprobs) parts.push({ type: 'logprobs', logprobs, choice });
      parts.push({ type: 'choice-end', choice, finishReason, ...(message.vendor && { vendor: message.vendor }) });
    });
    parts.push({ type: 'finish', finishReason: 'stop' });
    const encoder = chatFace.streamEncoder(request);
    const streamTransformer = chatStreamTransformer();
    const streamed = decodeStream(
      streamTransformer.decoder(streamTransformer.encode(ask({ n: 4 }), context).state, context, {
        status: 200,
        headers: {},
      }),
      encoder.parts(parts) + encoder.end(),
    );
    expect(shape(streamed.response).map(({ finishReason: _, ...rest }) => rest)).toEqual(
      shape(response).map(({ finishReason: _, ...rest }) => rest),
    );
  });

  test('responses: items, citations, log probabilities, refusals', () => {
    const own = (data: object) => wireData('openai-responses', data);
    const content: AssistantPart[] = [
      {
        type: 'reasoning',
        text: 'hm',
        vendor: own({
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'hm' }],
          encrypted_content: 'x',
        }),
      },
      {
        type: 'hosted-tool-call',
        id: 'ws_1',
        name: 'web_search',
        vendor: own({ type: 'web_search_call', id: 'ws_1', status: 'completed' }),
      },
      {
        type: 'text',
        text: 'a',
        citations: [
          {
            url: 'https://x',
            start: 0,
            end: 1,
            raw: { type: 'url_citation', url: 'https://x', start_index: 0, end_index: 1 },
          },
        ],
        vendor: own({ type: 'message', id: 'msg_1', phase: 'commentary', status: 'completed' }),
      },
      {
        type: 'image',
        source: { data: 'AQ==', mediaType: 'image/png' },
        vendor: own({ type: 'image_generation_call', id: 'ig_1', output_format: 'png' }),
      },
      {
        type: 'tool-call',
        id: 'c',
        name: 'sql',
        arguments: 'select 1',
        input: 'select 1',
        vendor: own({ type: 'custom_tool_call', id: 'ctc_1', status: 'completed' }),
      },
      { type: 'vendor', vendor: own({ type: 'compaction', id: 'cmp_1' }) },
      { type: 'vendor', vendor: own({ type: 'refusal', refusal: 'no', id: 'msg_2', status: 'completed' }) },
    ];
    const response = chatResponse({
      choices: [
        {
          message: { role: 'assistant', content },
          finishReason: 'tool-calls',
          logprobs: [{ token: 'a', logprob: -1 }],
        },
      ],
      meta,
    }) as ChatResponse;
    const transformer = responsesTransformer();
    const shape = (answer: Pick<ChatResponse, 'message'>) =>
      (answer.message.content as AssistantPart[]).map((part) => ({ ...part, vendor: part.vendor?.data }));
    const decoded = transformer.decode(
      reply(responsesFace.encodeResponse(response, request)),
      transformer.encode(ask(), context).state,
      context,
    );
    expect(shape(decoded)).toEqual(shape(response));
    expect(decoded.choices[0]?.logprobs).toEqual([{ token: 'a', logprob: -1 }]);

    const parts: StreamPart[] = [
      { type: 'start' },
      { type: 'usage', usage: { state: 'reported', inputTokens: 1, outputTokens: 2 } },
    ];
    content.forEach((part, index) => {
      if (part.type === 'text' || part.type === 'reasoning')
        parts.push({ type: part.type, text: part.text, choice: 0, index });
      if (part.type === 'text')
        for (const citation of part.citations ?? []) parts.push({ type: 'citation', citation, choice: 0, index });
      if ((part.type === 'text' || part.type === 'reasoning') && part.vendor)
        parts.push({ type: 'block-end', vendor: part.vendor, choice: 0, index });
      if (part.type === 'hosted-tool-call' || part.type === 'vendor' || part.type === 'tool-call')
        parts.push({ ...part, choice: 0, index } as StreamPart);
      if (part.type === 'image') parts.push({ type: 'file', file: part, choice: 0, index });
    });
    parts.push({ type: 'finish', finishReason: 'tool-calls' });
    const encoder = responsesFace.streamEncoder(request);
    const streamTransformer = responsesStreamTransformer();
    const streamed = decodeStream(
      streamTransformer.decoder(streamTransformer.encode(ask(), context).state, context, { status: 200, headers: {} }),
      encoder.parts(parts) + encoder.end(),
    );
    // Items that begin before their vendor data are known keep the id under which they were announced.
    const announced = (part: { readonly type: string; readonly vendor?: unknown }) =>
      part.type === 'text' || part.type === 'reasoning'
        ? { ...part, vendor: { ...(part.vendor as object), id: expect.stringMatching(/^(msg|rs)_/) } }
        : part;
    expect(shape(streamed.response)).toEqual(shape(response).map(announced));
    expect(streamed.response.usage).toMatchObject({ inputTokens: 1, outputTokens: 2 });
  });

  test.each<[FinishReason, string | undefined]>([
    ['length', undefined],
    ['content-filter', undefined],
    ['error', undefined],
    ['other', undefined],
    ['stop', 'stop'],
  ])('a finish for %s is said in the wire’s words', (finishReason, rawFinishReason) => {
    const response = chatResponse({
      choices: [{ message: { role: 'assistant', content: 'a' }, finishReason, rawFinishReason }],
      meta,
    }) as ChatResponse;
    const decode = (
      transformer: ReturnType<typeof chatTransformer> | ReturnType<typeof responsesTransformer>,
      body: unknown,
    ) => transformer.decode(reply(body), transformer.encode(ask(), context).state as never, context).finishReason;
    const expected = finishReason === 'other' ? 'stop' : finishReason;
    expect(decode(chatTransformer(), chatFace.encodeResponse(response, request))).toBe(expected);
    expect(decode(responsesTransformer(), responsesFace.encodeResponse(response, request))).toBe(expected);
  });

  test('usage is told in a stream to those who asked', () => {
    const parts: StreamPart[] = [
      { type: 'start' },
      { type: 'text', text: 'a' },
      { type: 'finish', finishReason: 'stop', usage: { state: 'reported', inputTokens: 1, outputTokens: 2 } },
    ];
    expect(chatFace.streamEncoder(ask()).parts(parts)).not.toContain('usage');
    expect(chatFace.streamEncoder(request).parts(parts)).toContain('"prompt_tokens":1');
  });

  test('a fold of nothing is an empty answer on both wires', () => {
    const response = { ...foldChat().result(), meta };
    expect(chatFace.encodeResponse(response, request)).toMatchObject({
      choices: [{ message: { content: '' }, finish_reason: 'stop' }],
    });
    expect(responsesFace.encodeResponse(response, request)).toMatchObject({ output: [], status: 'completed' });
  });

  test('failures become the wire’s errors', () => {
    expect(encodeError(new KitError('rate-limit', 'slow', { retryAfterMs: 1500, requestId: 'r' }))).toEqual({
      status: 429,
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'r',
        'retry-after': '2',
        'retry-after-ms': '1500',
        'x-should-retry': 'true',
      },
      body: { error: { message: 'slow', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    });
    expect(encodeError(new KitError('invalid-request', 'bad', { field: 'messages' }))).toMatchObject({
      status: 400,
      headers: { 'x-should-retry': 'false' },
      body: { error: { param: 'messages', code: null } },
    });
  });
});
