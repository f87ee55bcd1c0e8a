// Every recorded exchange of Cohere's wire, in any pieces, held against a plain reading of its bytes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChatResponse, isKitError, pipeline, user } from '@kit/core';
import { type Chunking, type ExchangeResponse, replayServer } from '@kit/testing';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { cohere } from './index.ts';

interface Recorded {
  readonly id: string;
  readonly request?: { readonly url?: string; readonly body?: unknown } | null;
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

const chats = recordings().filter(({ request }) => /\/v2\/chat$/.test(request?.url ?? ''));
const answered = chats.filter(({ response }) => (response.status ?? 200) < 400);
const streams = answered.filter(({ response }) => response.text?.includes('message-start'));
const complete = answered.filter(({ response }) => isRecord(response.body));
const refused = chats.filter(({ response }) => (response.status ?? 200) >= 400);

interface Said {
  text: string;
  reasoning: string;
  calls: string[];
  usage: JsonRecord | undefined;
}

/** What the events say, read the plain way. */
function streamedWords(text: string): Said {
  const said: Said = { text: '', reasoning: '', calls: [], usage: undefined };
  for (const line of text.split(/\r?\n/)) {
    const event = line.startsWith('data: {') ? recordOf(parseJson(line.slice(6))) : undefined;
    const delta = recordOf(event?.delta);
    const message = recordOf(delta?.message);
    const content = recordOf(message?.content);
    if (event?.type === 'content-delta' || event?.type === 'content-start') {
      said.text += content?.text ?? '';
      said.reasoning += content?.thinking ?? '';
    } else if (event?.type === 'tool-plan-delta') said.reasoning += message?.tool_plan ?? '';
    else if (event?.type === 'tool-call-start') said.calls.push(String(recordOf(message?.tool_calls)?.id));
    else if (event?.type === 'message-end') said.usage = recordOf(delta?.usage);
  }
  return said;
}

function wholeWords(body: JsonRecord): Said {
  const message = recordOf(body.message) ?? {};
  const blocks = arrayOf(message.content).filter(isRecord);
  return {
    text: blocks.map(({ text }) => text ?? '').join(''),
    reasoning: String(message.tool_plan ?? '') + blocks.map(({ thinking }) => thinking ?? '').join(''),
    calls: arrayOf(message.tool_calls).map((call) => String(recordOf(call)?.id)),
    usage: recordOf(body.usage),
  };
}

function check(response: ChatResponse, { text, reasoning, calls, usage }: Said) {
  expect({ text: response.text, reasoning: response.reasoning }).toEqual({ text, reasoning });
  expect(response.toolCalls.map(({ id }) => id)).toEqual(calls);
  expect(response.toolCalls.every(({ invalid }) => invalid === undefined)).toBe(true);
  const tokens = recordOf(usage?.tokens);
  if (tokens)
    expect(response.usage).toMatchObject({ inputTokens: tokens.input_tokens, outputTokens: tokens.output_tokens });
  for (const citation of response.citations) {
    const raw = recordOf(citation.raw);
    const words = response.choices[0]?.message.content;
    const parts =
      typeof words === 'string' ? [words] : (words ?? []).map((part) => (part.type === 'text' ? part.text : ''));
    expect(parts.map((part) => part.slice(citation.start, citation.end))).toContain(raw?.text);
  }
}

async function withServer<T>(
  response: ExchangeResponse,
  chunking: Chunking,
  run: (ai: ReturnType<typeof pipeline<ReturnType<typeof cohere>>>) => Promise<T>,
): Promise<T> {
  await using server = await replayServer({ exchanges: [response], chunking });
  const ai = pipeline(cohere({ apiKey: 'test-key', baseURL: server.url, model: 'command-a-03-2025' }));
  try {
    return await run(ai);
  } finally {
    await ai.close();
  }
}

const messages = [user('Hi')];

describe.skipIf(!corpus)('recordings', () => {
  it('are there', () => {
    expect([streams.length, complete.length, refused.length].every((count) => count > 0)).toBe(true);
  });

  for (const chunking of ['whole', 'event', 'bytes:1', 'bytes:7'] as const) {
    it.each(streams)(`of a stream say what their bytes say, cut by ${chunking}: $id`, async ({ response }) => {
      const answer = await withServer(response, chunking, (ai) => ai.stream({ messages }).response);
      check(answer, streamedWords(response.text ?? ''));
    });
  }

  it.each(complete)('of an answer say what their body says: $id', async ({ response }) => {
    const answer = await withServer(response, 'whole', (ai) => ai.chat({ messages }));
    check(answer, wholeWords(response.body as JsonRecord));
  });

  it.each(refused)('of a refusal are typed errors: $id', async ({ response }) => {
    const error = await withServer(response, 'whole', (ai) => ai.chat({ messages }).catch((thrown: unknown) => thrown));
    expect(isKitError(error) && error.status).toBe(response.status);
  });

  it.each(streams)('that are cut off are errors, never half an answer: $id', async ({ response }) => {
    const { text = '', headers } = response;
    const cut = {
      headers: { ...headers, 'content-type': 'text/event-stream' },
      text: text.slice(0, Math.floor(text.length / 2)),
    };
    const error = await withServer(cut, 'whole', (ai) =>
      ai.stream({ messages }).response.catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ code: 'invalid-response' });
  });
});
