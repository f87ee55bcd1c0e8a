// Recorded exchanges of every vendor that speaks these wires, through encoder, framing and decoder in memory.
// WIRE_CORPUS names the folder of recordings; without it there is nothing to replay.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { plainChatTransformer } from './chat/plain-wire.ts';
import { chatStreamTransformer, chatTransformer } from './chat/transformer.ts';
import { responsesStreamTransformer, responsesTransformer } from './responses/transformer.ts';
import { ask, codec, decodeStream, reply } from './testing/codec.ts';

interface Recording {
  readonly operation: string;
  readonly response: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly text?: string;
  };
}

const corpus = process.env.WIRE_CORPUS;
const recordings = corpus !== undefined && existsSync(corpus) ? [...read(corpus)] : [];

function* read(folder: string): Generator<readonly [string, Recording]> {
  for (const vendor of readdirSync(folder, { withFileTypes: true })) {
    if (!vendor.isDirectory()) continue;
    for (const file of readdirSync(join(folder, vendor.name))) {
      if (!file.endsWith('.json')) continue;
      const recording = JSON.parse(readFileSync(join(folder, vendor.name, file), 'utf8')) as Recording;
      if (recording.response?.status < 400) yield [`${vendor.name}/${file}`, recording];
    }
  }
}

const of = (...operations: readonly string[]) =>
  recordings.filter(([, { operation }]) => operations.includes(operation));
const whole =
  (looks: (body: Record<string, unknown>) => boolean) =>
  ([, { response }]: readonly [string, Recording]) =>
    typeof response.body === 'object' && response.body !== null && looks(response.body as Record<string, unknown>);
const streamed =
  (mark: string) =>
  ([, { response }]: readonly [string, Recording]) =>
    response.text?.includes(mark) === true;

/** Text of the first answer, read the plainest way there is. */
function plainText(body: unknown): string | undefined {
  const content = (body as { choices?: { message?: { content?: unknown } }[] }).choices?.[0]?.message?.content;
  return typeof content === 'string' ? content : undefined;
}

/** Runs what may fail only in ways that have a name. */
function named<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (isKitError(error)) return undefined;
    throw error;
  }
}

function chunkingNeverMatters(
  make: () => Parameters<typeof decodeStream>[0],
  text: string,
  type: string | undefined,
): void {
  const once = named(() => decodeStream(make(), text, undefined, type));
  for (const size of [1, 7, 61]) {
    const again = named(() => decodeStream(make(), text, size, type));
    expect(again?.complete).toBe(once?.complete);
    expect(again && withoutInventedIds(again.response)).toEqual(once && withoutInventedIds(once.response));
  }
}

const withoutInventedIds = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(/call_id-\d+/g, 'call'));

describe.skipIf(recordings.length === 0)('recorded exchanges', () => {
  const chats = of('chat').filter(whole(({ choices }) => Array.isArray(choices) && choices.length > 0));
  const chatStreams = of('chat-stream').filter(streamed('"choices"'));
  const responses = of('responses').filter(whole(({ output }) => Array.isArray(output)));
  const responseStreams = of('responses-stream').filter(streamed('"type":"response'));

  test.each(chats)('chat completion %s', (_name, { response }) => {
    const context = codec();
    const transformer = chatTransformer();
    const { state } = transformer.encode(ask(), context);
    const answer = named(() => transformer.decode(reply(response.body), state, context));
    const text = plainText(response.body);
    if (answer && text !== undefined) expect(answer.text).toBe(text);
  });

  test('a plain decoder reads many of them, and those as the whole one does', () => {
    let read = 0;
    for (const [name, { response }] of chats) {
      const context = codec();
      const transformer = plainChatTransformer();
      const { state } = transformer.encode(ask(), context);
      const plain = transformer.decode(reply(response.body), state, context);
      if (!plain) continue;
      expect(plain, name).toEqual(chatTransformer().decode(reply(response.body), state, context));
      read++;
    }
    expect(read).toBeGreaterThan(50);
  });

  test.each(chatStreams)('chat completion stream %s', (_name, { response }) => {
    const context = codec();
    const transformer = chatStreamTransformer();
    const { state } = transformer.encode(ask(), context);
    const decoder = () => transformer.decoder(state, context, { status: 200, headers: {} });
    chunkingNeverMatters(decoder, response.text ?? '', response.headers?.['content-type']);
  });

  test.each(responses)('response %s', (_name, { response }) => {
    const context = codec();
    const transformer = responsesTransformer();
    const { state } = transformer.encode(ask(), context);
    const answer = named(() => transformer.decode(reply(response.body), state, context));
    const ids = (response.body as { output: { type: string; call_id?: string }[] }).output
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id: id }) => id);
    if (answer)
      expect(
        answer.toolCalls
          .filter(({ vendor }) => (vendor?.data as { type?: string })?.type !== 'custom_tool_call')
          .map(({ id }) => id),
      ).toEqual(ids);
  });

  test.each(responseStreams)('response stream %s', (_name, { response }) => {
    const context = codec();
    const transformer = responsesStreamTransformer();
    const { state } = transformer.encode(ask(), context);
    const decoder = () => transformer.decoder(state, context, { status: 200, headers: {} });
    chunkingNeverMatters(decoder, response.text ?? '', response.headers?.['content-type']);
  });

  test('the last event of a response stream decodes to what the stream folds to', () => {
    let compared = 0;
    for (const [name, { response }] of responseStreams) {
      const last = (response.text ?? '')
        .split('\n')
        .findLast((line) => line.startsWith('data:') && line.includes('"response.completed"'));
      if (last === undefined || (response.text ?? '').split('"response.completed"').length !== 2) continue;
      const body = (JSON.parse(last.slice(5)) as { response: { output?: unknown[] } }).response;
      if (!body.output?.length) continue;
      const context = codec();
      const transformer = responsesStreamTransformer();
      const { state } = transformer.encode(ask(), context);
      const streamedAnswer = named(() =>
        decodeStream(transformer.decoder(state, context, { status: 200, headers: {} }), response.text ?? ''),
      );
      const complete = named(() => responsesTransformer().decode(reply(body), state, context));
      if (!streamedAnswer || !complete || streamedAnswer.response.warnings.length > 0) continue;
      expect(streamedAnswer.response.text, name).toBe(complete.text);
      expect(streamedAnswer.response.finishReason, name).toBe(complete.finishReason);
      expect(
        streamedAnswer.response.toolCalls.map(({ arguments: text }) => text),
        name,
      ).toEqual(complete.toolCalls.map(({ arguments: text }) => text));
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});
