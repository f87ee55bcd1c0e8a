// Recorded replies of this wire, from whatever vendor, through the decoders. Skipped where there are none.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKitError, type StreamPart } from '@kit/core';
import { isRecord } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { geminiRules } from './rules.ts';
import { decodeRequest } from './server/index.ts';
import { sameRequest } from './server/same-json.ts';
import { decodeChat, encodeChat, folded, streamParts } from './testing/codec-context.ts';

interface Recording {
  readonly id: string;
  readonly operation: string;
  readonly model?: string;
  readonly request?: { readonly url?: string; readonly body?: unknown } | null;
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly text?: string;
  };
}

const corpus = process.env.WIRE_CORPUS;

function recordings(): Recording[] {
  if (corpus === undefined) return [];
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(corpus, name))
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({ ...JSON.parse(readFileSync(join(corpus, name, file), 'utf8')), id: `${name}/${file}` })),
    );
}

const ours = (text: string | undefined) =>
  text !== undefined && /"(?:candidates|promptFeedback)"\s*:/.test(text) && !/"choices"\s*:/.test(text);
const all = recordings();
const replies = all.filter(
  ({ response }) => response.status < 400 && ours(response.text ?? JSON.stringify(response.body)),
);
const streams = replies.filter(({ operation }) => operation.endsWith('-stream'));
const wholes = replies.filter(({ operation, response }) => !operation.endsWith('-stream') && isRecord(response.body));
const requests = all.filter(
  ({ request, response }) =>
    response.status < 400 && /enerateContent/.test(request?.url ?? '') && isRecord(request?.body),
);

/** What the recorded events say, read in the plainest way. */
function plainly(events: readonly unknown[]) {
  const parts = events.flatMap(
    (event) =>
      (event as { candidates?: { index?: number; content?: { parts?: unknown[] } }[] }).candidates
        ?.filter(({ index = 0 }) => index === 0)
        .flatMap(({ content }) => content?.parts ?? []) ?? [],
  ) as {
    text?: string;
    thought?: boolean;
    functionCall?: { name: string; args?: object };
  }[];
  return {
    text: parts.map(({ text = '', thought }) => (thought ? '' : text)).join(''),
    reasoning: parts.map(({ text = '', thought }) => (thought ? text : '')).join(''),
    calls: parts.flatMap(({ functionCall }) => (functionCall ? [[functionCall.name, functionCall.args ?? {}]] : [])),
  };
}

const said = ({
  text,
  reasoning,
  toolCalls,
}: {
  text: string;
  reasoning: string;
  toolCalls: readonly { name: string; input?: unknown }[];
}) => ({
  text,
  reasoning,
  calls: toolCalls.map(({ name, input }) => [name, input]),
});

function eventsOf({ response }: Recording): { body: string; events: unknown[] } {
  if (response.text !== undefined)
    return {
      body: response.text,
      events: response.text
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => JSON.parse(line.slice(5))),
    };
  return { body: JSON.stringify(response.body), events: [response.body].flat() };
}

describe.skipIf(streams.length === 0)('recorded streams', () => {
  it.each(streams.map((recording) => [recording.id, recording] as const))('%s', (_, recording) => {
    const { body, events } = eventsOf(recording);
    const contentType = recording.response.headers?.['content-type'] ?? 'application/json';
    for (const size of [1, 7, 1000, 1e9]) {
      let read: { parts: StreamPart[]; complete: boolean };
      try {
        read = streamParts(body, { size, contentType });
      } catch (error) {
        expect(isKitError(error)).toBe(true);
        continue;
      }
      const response = folded(read.parts);
      expect(said(response)).toEqual(plainly(events));
      expect(read.parts.filter(({ type }) => type === 'start')).toHaveLength(1);
      if (!read.complete) continue;
      expect(read.parts.at(-1)?.type).toBe('finish');
      checkUsage(response.usage);
      // The events, read as one reply, give the same answer.
      expect(said(decodeChat(events))).toEqual(said(response));
      expect(decodeChat(events).usage).toEqual(response.usage);
    }
  });
});

describe.skipIf(wholes.length === 0)('recorded replies', () => {
  it.each(wholes.map((recording) => [recording.id, recording] as const))('%s', (_, recording) => {
    const response = decodeChat(recording.response.body);
    expect(said(response)).toEqual(plainly([recording.response.body]));
    checkUsage(response.usage);
  });
});

function checkUsage(usage: ReturnType<typeof decodeChat>['usage']): void {
  for (const [total, details] of [
    [usage?.inputTokens, usage?.inputDetails],
    [usage?.outputTokens, usage?.outputDetails],
  ] as const) {
    if (details) expect(Object.values(details).reduce((sum, count) => sum + count, 0)).toBe(total);
  }
}

describe.skipIf(requests.length === 0)('recorded requests', () => {
  it.each(requests.map((recording) => [recording.id, recording] as const))('%s', (_, { request }) => {
    const model = /models\/([^/:?]+)/.exec(request?.url ?? '')?.[1];
    const { model: _model, ...sent } = (request?.body ?? {}) as Record<string, unknown>;
    const { body } = encodeChat(decodeRequest(sent, { operation: 'chat', model }), { dialect: { rules: geminiRules } });
    expect(sameRequest(comparable(sent), comparable(body)), JSON.stringify(body)).toBe(true);
  });
});

/** Without what says nothing: empty objects, a role of the system instruction, one candidate. */
function comparable(body: Record<string, unknown>): unknown {
  const copy = JSON.parse(JSON.stringify(body)) as Record<string, Record<string, unknown> | undefined>;
  for (const field of ['systemInstruction', 'system_instruction']) if (copy[field]) delete copy[field].role;
  for (const content of ((copy.contents as unknown) ?? []) as { role?: string }[]) content.role ??= 'user';
  const config = copy.generationConfig;
  if (config?.candidateCount === 1) delete config.candidateCount;
  if (config && Object.keys(config).length === 0) delete copy.generationConfig;
  const calling = copy.toolConfig?.functionCallingConfig as { mode?: string } | undefined;
  if (calling?.mode === 'AUTO' && Object.keys(calling).length === 1) delete copy.toolConfig;
  return copy;
}
