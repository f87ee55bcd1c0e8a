// Every recorded exchange of Ollama's own wire, held against a plain reading; complete answers are streamed as well.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError, pipeline, user } from '@kit/core';
import { type ExchangeResponse, replayServer } from '@kit/testing';
import { arrayOf, isRecord, type JsonRecord, recordOf } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { ollama } from './index.ts';

interface Recorded {
  readonly id: string;
  readonly request?: { readonly url?: string } | null;
  readonly response: ExchangeResponse;
}

const corpus = process.env.WIRE_CORPUS;

function recordings(): Recorded[] {
  if (!corpus || !existsSync(corpus)) return [];
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) =>
      readdirSync(join(corpus, folder))
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({ ...JSON.parse(readFileSync(join(corpus, folder, file), 'utf8')), id: `${folder}/${file}` })),
    );
}

const at = (path: RegExp) => recordings().filter(({ request }) => path.test(request?.url ?? ''));
const bodyOf = ({ response }: Recorded) => recordOf(response.body);
const chats = at(/\/api\/chat$/);
const complete = chats.filter((recorded) => isRecord(bodyOf(recorded)?.message));
const refused = chats.filter(({ response }) => (response.status ?? 200) >= 400);
const shown = at(/\/api\/show$/);
const embedded = at(/\/api\/embed$/);

async function withServer<T>(
  response: ExchangeResponse,
  run: (ai: ReturnType<typeof pipeline<ReturnType<typeof ollama>>>) => Promise<T>,
): Promise<T> {
  await using server = await replayServer({ exchanges: [response], chunking: 'bytes:7' });
  const ai = pipeline(ollama({ baseURL: server.url, model: 'm' }));
  try {
    return await run(ai);
  } finally {
    await ai.close();
  }
}

/** The lines that a server would have streamed: a word each, calls whole, figures last. */
function asStream(body: JsonRecord): ExchangeResponse {
  const { message, done: _, done_reason: reason, ...rest } = body;
  const { content, thinking, tool_calls: calls } = recordOf(message) ?? {};
  const words = (text: unknown) =>
    String(text ?? '')
      .match(/\S*\s*/g)
      ?.filter(Boolean) ?? [];
  const lines = [
    ...words(thinking).map((word) => ({ model: body.model, message: { thinking: word, content: '' }, done: false })),
    ...words(content).map((word) => ({ model: body.model, message: { content: word }, done: false })),
    ...arrayOf(calls).map((call) => ({ model: body.model, message: { content: '', tool_calls: [call] }, done: false })),
    { ...rest, message: { role: 'assistant', content: '' }, done: true, done_reason: reason },
  ];
  return {
    headers: { 'content-type': 'application/x-ndjson' },
    text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
}

const messages = [user('Hi')];

describe.skipIf(!corpus)('recordings', () => {
  it('are there', () => {
    expect([complete.length, refused.length, shown.length, embedded.length].every((count) => count > 0)).toBe(true);
  });

  it.each(complete)('of an answer say what their body says, whole and streamed: $id', async (recorded) => {
    const body = bodyOf(recorded) as JsonRecord;
    const message = recordOf(body.message);
    const answer = await withServer(recorded.response, (ai) => ai.chat({ messages }));
    expect(answer).toMatchObject({ text: message?.content ?? '', reasoning: message?.thinking ?? '' });
    expect(answer.toolCalls.map(({ id, input }) => [id, input])).toEqual(
      arrayOf(message?.tool_calls).map((call) => [recordOf(call)?.id, recordOf(recordOf(call)?.function)?.arguments]),
    );
    const streamed = await withServer(asStream(body), (ai) => ai.stream({ messages }).response);
    const { meta: _, ...said } = answer;
    const { meta: __, ...saidInPieces } = streamed;
    expect(saidInPieces).toEqual(said);
  });

  it.each(refused)('of a refusal are typed errors: $id', async ({ response }) => {
    const error = await withServer(response, (ai) => ai.chat({ messages }).catch((thrown: unknown) => thrown));
    expect(isKitError(error) && error.status).toBe(response.status);
  });

  it.each(shown)('of a model describe it: $id', async ({ response }) => {
    const { model } = await withServer(response, (ai) => ai.show({ model: 'm' }));
    expect(model.family).toBeTypeOf('string');
    expect(model.contextWindow).toBeGreaterThan(0);
  });

  it.each(embedded)('of embeddings hold numbers: $id', async (recorded) => {
    const rows = arrayOf(bodyOf(recorded)?.embeddings);
    const { embeddings } = await withServer(recorded.response, (ai) => ai.embed({ input: rows.map(String) }));
    expect(embeddings).toEqual(rows);
  });
});
