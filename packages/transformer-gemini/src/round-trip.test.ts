// What one face writes, the other reads.
import type {
  AssistantPart,
  ChatChoice,
  ChatRequest,
  ChatResponse,
  FinishReason,
  JsonValue,
  Message,
  StreamPart,
  ToolResultPart,
  Usage,
  UserPart,
} from '@kit/core';
import { chatResponse } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatArrayFace, chatFace, decodeRequest } from './server/index.ts';
import { codecContext, decodeChat, encodeChat, folded, streamParts } from './testing/codec-context.ts';

// Arbitrary conversations and answers, as far as this wire can say them.

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
/** As JSON says it: there is no -0. */
const jsonObject = fc
  .dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, JsonValue>);
const image = fc
  .base64String({ maxLength: 8 })
  .map((data) => ({ type: 'image' as const, source: { data, mediaType: 'image/png' } }));
const signature = fc.option(fc.stringMatching(/^[a-zA-Z0-9+/]{4,12}$/), { nil: undefined });
const signed = (thoughtSignature: string | undefined, more: Record<string, JsonValue> = {}) => {
  const data = { ...more, ...(thoughtSignature !== undefined && { thoughtSignature }) };
  return Object.keys(data).length > 0 ? { vendor: { origin: { wire: 'gemini' }, data } } : {};
};

const userPart: fc.Arbitrary<UserPart> = fc.oneof(
  word.map((text) => ({ type: 'text' as const, text })),
  image,
);

/** Parts of an answer; calls get their ids when they are numbered. */
const assistantPart: fc.Arbitrary<AssistantPart> = fc.oneof(
  fc.tuple(word, signature).map(([text, token]) => ({ type: 'text' as const, text, ...signed(token) })),
  fc.tuple(word, signature).map(([text, token]) => ({ type: 'reasoning' as const, text, ...signed(token) })),
  fc.tuple(name, jsonObject, signature).map(([called, input, token]) => ({
    type: 'tool-call' as const,
    id: '',
    name: called,
    arguments: JSON.stringify(input),
    input,
    ...signed(token),
  })),
  image,
);

/** Neighbouring texts without a signature between them are one part on the way back. */
function joined(parts: readonly AssistantPart[]): AssistantPart[] {
  const result: AssistantPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    const joins =
      last &&
      (part.type === 'text' || part.type === 'reasoning') &&
      last.type === part.type &&
      !last.vendor &&
      !part.vendor;
    if (joins)
      result[result.length - 1] = { ...last, text: (last as { text: string }).text + part.text } as AssistantPart;
    else result.push(part);
  }
  return result;
}

/** Ids as the vendor gives them. */
function numbered(parts: readonly AssistantPart[], prefix: string): AssistantPart[] {
  return parts.map((part, at) => {
    if (part.type !== 'tool-call') return part;
    const id = `${prefix}${at}`;
    return {
      ...part,
      id,
      vendor: { origin: { wire: 'gemini' }, data: { id, ...(part.vendor?.data as object | undefined) } },
    };
  });
}

const answerParts = fc.array(assistantPart, { minLength: 1, maxLength: 6 }).map(joined);

const outcome: fc.Arbitrary<Pick<ToolResultPart, 'content' | 'isError'>> = fc.oneof(
  fc.tuple(word, fc.boolean()).map(([content, isError]) => ({ content, ...(isError && { isError }) })),
  jsonObject
    .filter((value) => Object.keys(value).length > 1)
    .map((value) => ({ content: [{ type: 'json' as const, value }] })),
);

/** A user turn, then answers with their results and further user turns. */
const messages: fc.Arbitrary<Message[]> = fc
  .tuple(
    fc.option(word, { nil: undefined }),
    fc.array(
      fc.tuple(
        fc.array(userPart, { minLength: 1, maxLength: 3 }),
        answerParts,
        fc.array(outcome, { minLength: 6, maxLength: 6 }),
      ),
      { maxLength: 3 },
    ),
    fc.array(userPart, { minLength: 1, maxLength: 3 }),
  )
  .map(([system, turns, last]) => {
    const all: Message[] = system === undefined ? [] : [{ role: 'system', content: system }];
    for (const [at, [said, answer, outcomes]] of turns.entries()) {
      const content = numbered(answer, `call_${at}_`);
      const results = content.flatMap((part, index) =>
        part.type === 'tool-call'
          ? [
              {
                type: 'tool-result' as const,
                toolCallId: part.id,
                toolName: part.name,
                ...(outcomes[index] as (typeof outcomes)[number]),
              },
            ]
          : [],
      );
      // Results and words after them would be one turn: here they alternate.
      all.push({ role: 'user', content: said }, { role: 'assistant', content });
      if (results.length > 0)
        all.push({ role: 'tool', content: results }, { role: 'assistant', content: [{ type: 'text', text: 'ok' }] });
    }
    return [...all, { role: 'user' as const, content: last }];
  });

const schema = fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).map((keys) => ({
  type: 'object',
  properties: Object.fromEntries(keys.map((key) => [key, { type: 'string' }])),
  required: keys,
}));

const chatRequests: fc.Arbitrary<ChatRequest> = fc
  .record(
    {
      messages,
      maxTokens: fc.nat(100_000),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      topP: fc.double({ min: 0, max: 1, noNaN: true }),
      topK: fc.nat(100),
      seed: fc.nat(),
      n: fc.integer({ min: 1, max: 4 }),
      stop: fc.array(word, { maxLength: 5 }),
      logprobs: fc.oneof(fc.constant(true), fc.integer({ min: 1, max: 20 })),
      presencePenalty: fc.double({ min: -2, max: 2, noNaN: true }).map((penalty) => penalty + 0),
      tools: fc.uniqueArray(fc.record({ name, description: word, parameters: schema }), {
        minLength: 1,
        maxLength: 3,
        selector: (tool) => tool.name,
      }),
      toolChoice: fc.constantFrom('none' as const, 'required' as const),
      reasoning: fc.record({
        effort: fc.constantFrom('minimal', 'low', 'medium', 'high'),
        summary: fc.constantFrom('auto' as const, 'none' as const),
      }),
      serviceTier: fc.constantFrom('flex', 'priority'),
    },
    { requiredKeys: ['messages'] },
  )
  .map(({ toolChoice, ...request }) => ({
    model: 'gemini-3.8-flash',
    ...request,
    ...(request.tools && toolChoice && { toolChoice }),
  }));

const usage: fc.Arbitrary<Usage> = fc
  .tuple(fc.nat(9999), fc.nat(999), fc.nat(999), fc.nat(999))
  .map(([uncached, cacheRead, text, reasoning]) => ({
    state: 'reported' as const,
    inputTokens: uncached + cacheRead,
    outputTokens: text + reasoning,
    inputDetails: { uncached, cacheRead },
    outputDetails: { text, reasoning },
  }));

const endings: readonly [FinishReason, string][] = [
  ['stop', 'STOP'],
  ['length', 'MAX_TOKENS'],
  ['content-filter', 'SAFETY'],
  ['error', 'MALFORMED_FUNCTION_CALL'],
  ['other', 'OTHER'],
];

const chatResponses: fc.Arbitrary<ChatResponse> = fc
  .tuple(fc.array(answerParts, { minLength: 1, maxLength: 2 }), fc.constantFrom(...endings), usage)
  .map(([choices, [finishReason, rawFinishReason], used]) =>
    chatResponse({
      choices: choices.map((parts, index) => {
        const content = numbered(parts, `call_${index}_`);
        const called = finishReason === 'stop' && content.some(({ type }) => type === 'tool-call');
        return {
          index,
          message: { role: 'assistant', content },
          finishReason: called ? ('tool-calls' as const) : finishReason,
          rawFinishReason,
        };
      }),
      usage: used,
      meta: { provider: 'x', model: 'm', responseId: 'r', timings: {}, attempts: [] },
    }),
  );

/** The parts of an answer as they would be streamed, text in pieces. */
function asStream(response: ChatResponse): StreamPart[] {
  const parts: StreamPart[] = [{ type: 'start', responseId: 'r', model: 'm' }];
  for (const { index: choice, message, finishReason, rawFinishReason } of response.choices) {
    for (const [index, part] of (message.content as readonly AssistantPart[]).entries())
      parts.push(...partsOf(part, choice, index));
    parts.push({ type: 'choice-end', choice, finishReason, ...(rawFinishReason !== undefined && { rawFinishReason }) });
  }
  return [
    ...parts,
    {
      type: 'finish',
      finishReason: response.finishReason,
      rawFinishReason: response.rawFinishReason,
      ...(response.usage && { usage: response.usage }),
    },
  ];
}

function partsOf(part: AssistantPart, choice: number, index: number): StreamPart[] {
  if (part.type === 'tool-call')
    return [
      { type: 'tool-call-start', id: part.id, name: part.name, choice, index },
      { ...part, choice, index },
    ];
  if (part.type === 'image') return [{ type: 'file', file: part, choice, index }];
  const { type, text } = part as { type: 'text'; text: string };
  const half = Math.ceil(text.length / 2);
  const pieces: StreamPart[] = [text.slice(0, half), text.slice(half)].map((piece) => ({
    type,
    text: piece,
    choice,
    index,
  }));
  return part.vendor ? [...pieces, { type: 'block-end', choice, index, vendor: part.vendor }] : pieces;
}

// The properties.

const request = { messages: [{ role: 'user' as const, content: 'x' }] };
/** A server knows nothing of where the data came from but the wire. */
const context = codecContext({ origin: {} });

/** A lone plain text is a string, and so it is compared. */
function plain(message: Message): Message {
  const [only] =
    typeof message.content === 'string'
      ? []
      : (message.content as readonly { type: string; text?: string; vendor?: unknown }[]);
  return message.content.length === 1 && only?.type === 'text' && !only.vendor
    ? ({ ...message, content: only.text } as Message)
    : message;
}

describe('requests', () => {
  it('are read as what was written', () => {
    fc.assert(
      fc.property(chatRequests, (asked) => {
        const { body, warnings } = encodeChat(asked, { context });
        const read = decodeRequest(JSON.parse(JSON.stringify(body)), { operation: 'chat', model: 'gemini-3.8-flash' });
        expect(warnings).toEqual([]);
        expect(read).toEqual({ ...asked, messages: asked.messages.map(plain) });
      }),
      { numRuns: 300 },
    );
  });

  it('are written as what was read', () => {
    fc.assert(
      fc.property(chatRequests, (asked) => {
        const { body } = encodeChat(asked, { context });
        expect(
          encodeChat(decodeRequest(body, { operation: 'chat', model: 'gemini-3.8-flash' }), { context }).body,
        ).toEqual(body);
      }),
      { numRuns: 300 },
    );
  });
});

const told = ({ message, finishReason, rawFinishReason }: ChatChoice) => ({
  content: message.content,
  finishReason,
  rawFinishReason,
});

describe('answers', () => {
  it('are read as what was written', () => {
    fc.assert(
      fc.property(chatResponses, (answer) => {
        const read = decodeChat(JSON.parse(JSON.stringify(chatFace.encodeResponse(answer, request))), context);
        expect(read.choices.map(told)).toEqual(answer.choices.map(told));
        expect(read.usage).toMatchObject(answer.usage as object);
      }),
      { numRuns: 300 },
    );
  });

  it('that are streamed say the same, however they are cut', () => {
    fc.assert(
      fc.property(
        chatResponses,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (answer, size, batch, asArray) => {
          const encoder = (asArray ? chatArrayFace : chatFace).streamEncoder(request);
          const parts = asStream(answer);
          let text = '';
          for (let at = 0; at < parts.length; at += batch) text += encoder.parts(parts.slice(at, at + batch));
          text += encoder.end();
          const { parts: read, complete } = streamParts(text, {
            size,
            context,
            contentType: asArray ? 'application/json' : 'text/event-stream',
          });
          expect(complete).toBe(true);
          expect(read.at(-1)?.type).toBe('finish');
          const response = folded(read);
          expect(
            response.choices.map(({ text: words, reasoning, toolCalls, finishReason }) => ({
              words,
              reasoning,
              toolCalls,
              finishReason,
            })),
          ).toEqual(
            answer.choices.map(({ text: words, reasoning, toolCalls, finishReason }) => ({
              words,
              reasoning,
              toolCalls,
              finishReason,
            })),
          );
          expect(response.usage).toMatchObject(answer.usage as object);
        },
      ),
      { numRuns: 300 },
    );
  });
});
