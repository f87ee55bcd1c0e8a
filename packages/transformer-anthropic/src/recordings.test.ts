// Every recorded exchange of this wire, whoever served it, through both faces and in any pieces.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError } from '@kit/core';
import { base64ToBytes, isRecord, type JsonRecord } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../tests/codec-context.ts';
import { decodeStream } from '../tests/stream-text.ts';
import { plainAnswer } from './messages/answer-state.ts';
import { decodeChat } from './messages/decode-response.ts';
import { chatTransformer } from './operations.ts';
import { decodeRequest } from './server/decode-request.ts';

interface Recorded {
  readonly id: string;
  readonly folder: string;
  readonly operation: string;
  readonly truncated?: boolean;
  readonly source?: { readonly kind?: string };
  readonly request?: { readonly url?: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly body?: unknown;
    readonly text?: string;
    readonly base64?: string;
  };
}

const corpus = process.env.WIRE_CORPUS;

function recordings(): Recorded[] {
  if (!corpus || !existsSync(corpus)) return [];
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) =>
      readdirSync(join(corpus, folder))
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({
          ...(JSON.parse(readFileSync(join(corpus, folder, file), 'utf8')) as Recorded),
          folder,
          id: `${folder}/${file}`,
        })),
    );
}

/** Events of Bedrock's binary frames: each carries one event of this wire, base64 in JSON. */
function unwrapFrames(base64: string): string {
  const bytes = base64ToBytes(base64) ?? new Uint8Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let text = '';
  for (let at = 0; at + 16 <= bytes.length; ) {
    const total = view.getUint32(at);
    const payload = new TextDecoder().decode(bytes.subarray(at + 12 + view.getUint32(at + 4), at + total - 4));
    const inner = base64ToBytes((JSON.parse(payload) as { bytes?: string }).bytes ?? '') ?? new Uint8Array();
    text += `data: ${new TextDecoder().decode(inner)}\n\n`;
    at += total;
  }
  return text;
}

const isMessages = ({ request, folder, id }: Recorded) =>
  /\/messages(\?|$)|:(stream)?rawPredict$/i.test(request?.url ?? '') ||
  (folder === 'bedrock' && /\/invoke/.test(request?.url ?? '') && /claude-(sonnet|opus|haiku)/.test(id));

const all = recordings().filter(isMessages);
const answered = all.filter(({ response }) => response.status < 400);
const complete = answered.filter(({ response }) => isRecord(response.body) && response.body.type === 'message');
const streamed = answered.flatMap((recorded) => {
  const { text, base64 } = recorded.response;
  const events = text ?? (base64 === undefined ? undefined : unwrapFrames(base64));
  return events !== undefined && /"type": ?"message_start"/.test(events) ? [{ ...recorded, events }] : [];
});

/** What the events say, read the plain way. */
function readPlainly(events: string) {
  const blocks: JsonRecord[] = [];
  const texts: string[] = [];
  let usage: JsonRecord = {};
  let stopReason: unknown;
  let stopped = false;
  let failed = false;
  for (const line of events.split(/\r?\n/)) {
    if (!line.startsWith('data:')) continue;
    const event = JSON.parse(line.slice(5)) as { type: string; index: number } & Record<string, JsonRecord>;
    if (event.type === 'error') failed = true;
    if (event.type === 'content_block_start') blocks[event.index] = event.content_block as JsonRecord;
    if (event.type === 'content_block_delta')
      texts[event.index] = (texts[event.index] ?? '') + String(event.delta?.text ?? event.delta?.partial_json ?? '');
    if (event.type === 'message_start') usage = (event.message?.usage ?? {}) as JsonRecord;
    if (event.type === 'message_delta') {
      stopReason = event.delta?.stop_reason;
      usage = {
        ...usage,
        ...Object.fromEntries(Object.entries(event.usage ?? {}).filter(([, value]) => value !== null)),
      };
    }
    stopped ||= event.type === 'message_stop';
  }
  return {
    failed,
    stopped,
    stopReason,
    text: blocks.map((block, at) => (block.type === 'text' ? (texts[at] ?? '') : '')).join(''),
    calls: blocks.flatMap((block, at) =>
      block.type === 'tool_use'
        ? [{ id: block.id, name: block.name, input: JSON.parse(texts[at] || '{}') as unknown }]
        : [],
    ),
    outputTokens: usage.output_tokens,
    inputTokens:
      Number(usage.input_tokens ?? 0) +
      Number(usage.cache_read_input_tokens ?? 0) +
      Number(usage.cache_creation_input_tokens ?? 0),
  };
}

describe.skipIf(all.length === 0)('recorded exchanges', () => {
  it('are there in every form', () => {
    expect(complete.length).toBeGreaterThan(10);
    expect(streamed.length).toBeGreaterThan(20);
  });

  it.each(complete.map((recorded) => [recorded.id, recorded] as const))('%s is decoded whole', (_id, { response }) => {
    const decoded = decodeChat(jsonReply(response.body), plainAnswer, codecContext());
    const content = (response.body as { content: JsonRecord[] }).content;
    expect(decoded.text).toBe(content.map(({ type, text }) => (type === 'text' ? text : '')).join(''));
    expect(decoded.toolCalls.map(({ id, name, input }) => ({ id, name, input }))).toEqual(
      content.filter(({ type }) => type === 'tool_use').map(({ id, name, input }) => ({ id, name, input })),
    );
    expect(decoded.choices[0]?.message.content).toHaveLength(
      content.filter(({ type, text, citations }) => type !== 'text' || text !== '' || Array.isArray(citations)).length,
    );
    expect(decoded.usage?.outputTokens).toBe(
      (response.body as { usage: { output_tokens: number } }).usage.output_tokens,
    );
  });

  it.each(streamed.map((recorded) => [recorded.id, recorded] as const))(
    '%s is decoded event by event, in any pieces',
    (_id, { events }) => {
      const plain = readPlainly(events);
      if (plain.failed) {
        expect(() => decodeStream(events)).toThrow(expect.toSatisfy(isKitError) as Error);
        return;
      }
      const { response, parts, complete: whole } = decodeStream(events);
      expect(whole).toBe(plain.stopped);
      expect(response.text).toBe(plain.text);
      expect(response.toolCalls.map(({ id, name, input }) => ({ id, name, input }))).toEqual(plain.calls);
      if (whole) {
        expect(parts.at(-1)?.type).toBe('finish');
        expect(response.rawFinishReason).toBe(plain.stopReason);
        expect(response.usage).toMatchObject({
          state: 'reported',
          inputTokens: plain.inputTokens,
          outputTokens: plain.outputTokens,
        });
      }
      for (const size of [1, 7, 100]) expect(decodeStream(events, { size }).response).toEqual(response);
    },
  );

  const { encode } = chatTransformer();
  const bodies = answered.filter(
    ({ truncated, request }) =>
      !truncated && isRecord(request?.body) && Array.isArray((request.body as JsonRecord).messages),
  );

  it.each(bodies.map((recorded) => [recorded.id, recorded.request?.body] as const))(
    '%s: its request means the same after both faces',
    (_id, body) => {
      const request = decodeRequest(body);
      const { wire, warnings } = encode({ ...request, model: request.model ?? 'claude-sonnet-4-5' }, codecContext());
      expect(sameMeaning(wire.body?.type === 'json' ? wire.body.value : undefined)).toEqual(sameMeaning(body));
      expect(warnings).toEqual([]);
    },
  );
});

/** One spelling for a lone text and its string, and without what says nothing. */
function sameMeaning(body: unknown): unknown {
  const {
    stream: _stream,
    anthropic_version: _version,
    model: _model,
    temperature,
    thinking,
    system,
    ...request
  } = body as JsonRecord;
  const said = {
    ...request,
    ...(temperature !== 1 && { temperature }),
    ...((thinking as JsonRecord | undefined)?.type !== 'disabled' && { thinking }),
    ...(system !== '' && { system }),
  };
  return JSON.parse(JSON.stringify(said), (key, value: unknown) => {
    if ((key !== 'content' && key !== 'system') || !Array.isArray(value) || value.length !== 1) return value;
    const only = value[0] as JsonRecord;
    return only.type === 'text' && Object.keys(only).length === 2 ? only.text : value;
  });
}
