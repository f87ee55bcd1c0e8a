// What one face says the other must understand: requests, responses and streams, whatever they hold.
import {
  type AssistantPart,
  type ChatRequest,
  chatResponse,
  foldChat,
  type JsonValue,
  type Message,
  type ResponseMeta,
  type StreamPart,
  type Usage,
  type UserPart,
} from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../tests/codec-context.ts';
import { decodeStream } from '../tests/stream-text.ts';
import { completeDialect } from './dialect.ts';
import { plainAnswer } from './messages/answer-state.ts';
import { decodeChat } from './messages/decode-response.ts';
import { encodeChat } from './messages/encode-request.ts';
import { permissiveRules } from './model-rules.ts';
import { decodeRequest, messagesFace } from './server/index.ts';

const dialect = completeDialect({ rules: () => permissiveRules, lateSystem: 'system' });
/** What this side stamps is what the server face stamps: the wire alone. */
const context = codecContext({ origin: {} });
const origin = { wire: 'anthropic' };

const said = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const object = fc.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([1, { a: 'b' }])), {
  maxKeys: 3,
}) as fc.Arbitrary<Record<string, JsonValue>>;
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** Members that are undefined are left out, as they are on wires. */
const some = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(shape).map((value) => JSON.parse(JSON.stringify(value)) as T);

const textPart = some({ type: fc.constant('text' as const), text: said });
const userPart: fc.Arbitrary<UserPart> = fc.oneof(
  textPart,
  some({
    type: fc.constant('image' as const),
    source: fc.oneof(
      fc.constant({ url: 'https://x.example/a.png' }),
      fc.constant({ data: 'AAAA', mediaType: 'image/png' }),
      fc.constant({ fileId: 'file_1' }),
    ),
  }),
  some({
    type: fc.constant('file' as const),
    source: fc.oneof(
      fc.constant({ data: 'AAAA', mediaType: 'application/pdf' }),
      fc.constant({ data: 'SGk=', mediaType: 'text/plain' }),
    ),
    name: optional(said),
    context: optional(said),
    citations: optional(fc.boolean()),
  }),
);
const call = fc.record({ name: word, input: object });

/** An answer's parts, ids counted up so that each is its own. */
const answerParts = fc.array(
  fc.oneof(
    textPart,
    fc.record({
      type: fc.constant('reasoning' as const),
      text: fc.string({ maxLength: 8 }),
      vendor: said.map((signature) => ({ origin, data: { signature } })),
    }),
    call.map(({ name, input }) => ({
      type: 'tool-call' as const,
      id: '',
      name,
      arguments: JSON.stringify(input),
      input,
    })),
    said.map((data) => ({ type: 'vendor' as const, vendor: { origin, data: { type: 'redacted_thinking', data } } })),
    call.map(({ name, input }) => ({
      type: 'hosted-tool-call' as const,
      id: 'srv',
      name,
      input,
      vendor: { origin, data: { type: 'server_tool_use' } },
    })),
  ),
  { minLength: 1, maxLength: 5 },
);
const numbered = (parts: readonly AssistantPart[], from: number): AssistantPart[] =>
  parts.map((part, at) => (part.type === 'tool-call' ? { ...part, id: `call_${from}_${at}` } : part));

const turn = fc.record({
  asked: fc.oneof(said, fc.array(userPart, { minLength: 1, maxLength: 3 })),
  answer: answerParts,
  results: fc.oneof(said, fc.array(textPart, { minLength: 1, maxLength: 2 })),
  failed: optional(fc.boolean()),
});

function conversation(
  turns: readonly {
    asked: string | UserPart[];
    answer: AssistantPart[];
    results: string | { type: 'text'; text: string }[];
    failed: boolean | undefined;
  }[],
): Message[] {
  const messages: Message[] = [];
  turns.forEach(({ asked, answer, results, failed }, at) => {
    // What the user says right behind tool results is a part of their message.
    const afterResults = messages.at(-1)?.role === 'tool';
    messages.push({
      role: 'user',
      content: afterResults && typeof asked === 'string' ? [{ type: 'text', text: asked }] : asked,
    });
    const content = numbered(answer, at);
    messages.push({ role: 'assistant', content });
    const calls = content.filter((part) => part.type === 'tool-call');
    if (calls.length > 0)
      messages.push({
        role: 'tool',
        content: calls.map(({ id, name }) => ({
          type: 'tool-result',
          toolCallId: id,
          toolName: name,
          content: results,
          ...(failed !== undefined && { isError: failed }),
        })),
      });
  });
  messages.push({ role: 'user', content: [{ type: 'text', text: 'And now?' }] });
  return messages;
}

const request: fc.Arbitrary<ChatRequest> = some({
  model: fc.constant('any-model'),
  messages: fc.array(turn, { maxLength: 3 }).map(conversation),
  maxTokens: fc.integer({ min: 4096, max: 100_000 }),
  temperature: optional(fc.constantFrom(0, 0.5, 1)),
  topK: optional(fc.integer({ min: 1, max: 50 })),
  stop: optional(fc.array(said, { minLength: 1, maxLength: 2 })),
  tools: fc
    .uniqueArray(word, { minLength: 1, maxLength: 3 })
    .map((names) => names.map((name) => ({ name, parameters: { type: 'object', properties: {} } }))),
  toolChoice: optional(fc.constantFrom('auto' as const, 'none' as const, 'required' as const)),
  user: optional(said),
  serviceTier: optional(fc.constantFrom('auto', 'standard_only')),
});

const wireOf = (unified: ChatRequest): unknown => {
  const { wire, warnings } = encodeChat(unified, context, dialect, false);
  expect(warnings).toEqual([]);
  return wire.body?.type === 'json' ? JSON.parse(JSON.stringify(wire.body.value)) : undefined;
};

describe('requests', () => {
  it('come out of both faces as they went in', () => {
    fc.assert(
      fc.property(request, (unified) => {
        expect(decodeRequest(wireOf(unified))).toEqual(unified);
      }),
    );
  });

  it('are the same on the wire, however often they pass through', () => {
    fc.assert(
      fc.property(
        request,
        fc.option(
          fc.constantFrom(
            { effort: 'low' },
            { effort: 'none' },
            { budgetTokens: 2048 },
            { effort: 'max', summary: 'none' as const },
          ),
          { nil: undefined },
        ),
        (unified, reasoning) => {
          const { temperature: _t, topK: _k, toolChoice: _c, ...rest } = unified;
          const once = wireOf(reasoning ? { ...rest, reasoning } : unified);
          expect(wireOf(decodeRequest(once))).toEqual(once);
        },
      ),
    );
  });
});

const usage: fc.Arbitrary<Usage> = fc
  .record({
    uncached: fc.nat(1000),
    cacheRead: fc.nat(1000),
    fiveMinutes: fc.nat(100),
    hour: fc.nat(100),
    text: fc.nat(1000),
    reasoning: fc.nat(1000),
  })
  .map(({ uncached, cacheRead, fiveMinutes, hour, text, reasoning }) => ({
    state: 'reported',
    inputTokens: uncached + cacheRead + fiveMinutes + hour,
    outputTokens: text + reasoning,
    inputDetails: { uncached, cacheRead, cacheWrite: fiveMinutes + hour },
    outputDetails: { text, reasoning },
    cacheWritesByTtl: { '5m': fiveMinutes, '1h': hour },
  }));
const meta: ResponseMeta = {
  provider: 'anthropic',
  timings: {},
  attempts: [],
  responseId: 'msg_1',
  model: 'any-model',
};
const shown = (content: readonly AssistantPart[]) =>
  content.filter((part) => part.type !== 'reasoning' || part.text !== '' || part.vendor);

describe('responses', () => {
  it('come out of both faces as they went in', () => {
    fc.assert(
      fc.property(answerParts, usage, (parts, used) => {
        const content = numbered(parts, 0);
        const finishReason = content.some(({ type }) => type === 'tool-call') ? 'tool-calls' : 'stop';
        const rawFinishReason = finishReason === 'stop' ? 'end_turn' : 'tool_use';
        const response = chatResponse({
          choices: [{ message: { role: 'assistant', content: shown(content) }, finishReason, rawFinishReason }],
          usage: used,
          meta,
        });
        const decoded = decodeChat(
          jsonReply(messagesFace.encodeResponse(response, { messages: [] })),
          plainAnswer,
          context,
        );
        expect(decoded.choices).toEqual(response.choices);
        const { raw: _raw, ...again } = decoded.usage ?? { raw: undefined };
        expect(again).toEqual(used);
        expect(decoded.meta).toEqual({ responseId: 'msg_1', model: 'any-model' });
      }),
    );
  });
});

/** An answer as the parts in which it may have been streamed. */
function streamed(content: readonly AssistantPart[], cut: number, used: Usage): StreamPart[] {
  const parts: StreamPart[] = [{ type: 'start', responseId: 'msg_1', model: 'any-model' }];
  const pieces = (text: string) =>
    text.length > 1
      ? [text.slice(0, Math.max(1, cut % text.length)), text.slice(Math.max(1, cut % text.length))]
      : [text];
  content.forEach((part, index) => {
    if (part.type === 'text') for (const text of pieces(part.text)) parts.push({ type: 'text', text, index });
    else if (part.type === 'reasoning') {
      for (const text of pieces(part.text)) parts.push({ type: 'reasoning', text, index });
      parts.push({ type: 'block-end', index, vendor: part.vendor });
    } else if (part.type === 'tool-call') {
      parts.push({ type: 'tool-call-start', id: part.id, name: part.name, index });
      for (const delta of pieces(part.arguments)) parts.push({ type: 'tool-call-delta', id: part.id, delta, index });
      parts.push({ ...part, index });
    } else if (part.type === 'hosted-tool-call' || part.type === 'vendor') parts.push({ ...part, index });
  });
  const finishReason = content.some(({ type }) => type === 'tool-call') ? ('tool-calls' as const) : ('stop' as const);
  const rawFinishReason = finishReason === 'stop' ? 'end_turn' : 'tool_use';
  parts.push(
    { type: 'choice-end', finishReason, rawFinishReason },
    { type: 'finish', finishReason, rawFinishReason, usage: used },
  );
  return parts;
}

describe('streams', () => {
  it('fold to the same after both faces, in whatever batches and reads', () => {
    fc.assert(
      fc.property(
        answerParts,
        usage,
        fc.nat(20),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 5 }),
        (answer, used, cut, size, batch) => {
          const parts = streamed(shown(numbered(answer, 0)), cut, used);
          const encoder = messagesFace.streamEncoder({ messages: [] });
          let text = '';
          for (let at = 0; at < parts.length; at += batch) text += encoder.parts(parts.slice(at, at + batch));
          text += encoder.end();
          const { response, complete } = decodeStream(text, { size, context });
          expect(complete).toBe(true);
          const fold = foldChat();
          fold.add(parts);
          const expected = fold.result();
          expect(response.choices).toEqual(expected.choices);
          const { raw: _raw, ...again } = response.usage ?? { raw: undefined };
          expect(again).toEqual(used);
        },
      ),
    );
  });
});
