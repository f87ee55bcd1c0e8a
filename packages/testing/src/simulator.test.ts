import { KitError } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { BrainInfo } from './simulator/brain.ts';
import { type Simulator, type SimulatorOptions, simulator } from './simulator.ts';

const servers: Simulator[] = [];
async function start(options?: SimulatorOptions): Promise<Simulator> {
  const server = await simulator(options);
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const headers = { 'x-api-key': 'any', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' };
const body = { model: 'm', max_tokens: 50, messages: [{ role: 'user', content: 'Hi' }] };

/** One question over the Anthropic wire. */
async function ask(server: Simulator, change: object = {}, more: Record<string, string> = {}) {
  const response = await fetch(`${server.anthropicURL}/messages`, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: JSON.stringify({ ...body, ...change }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
    headers: response.headers,
  };
}

describe('a simulator', () => {
  it('is found below the path of each wire, and at the paths that clients make up', async () => {
    const server = await start();
    expect([server.openaiURL, server.anthropicURL, server.geminiURL]).toEqual([
      `${server.url}/openai/v1`,
      `${server.url}/anthropic/v1`,
      `${server.url}/gemini/v1beta`,
    ]);
    const models = async (path: string, more: Record<string, string>) =>
      (await (await fetch(server.url + path, { headers: more })).json()) as Record<string, unknown>;
    expect(await models('/v1/models', { 'x-api-key': 'k', 'anthropic-version': 'x' })).toHaveProperty('has_more');
    expect(await models('/v1beta/models', { 'x-goog-api-key': 'k' })).toHaveProperty('models');
    expect(await models('/v1beta/models?key=k', {})).toHaveProperty('models');
    expect(await models('/v1/models', { authorization: 'Bearer k' })).toHaveProperty('data');
  });

  it('asks the brain, which sees the unified request and where it came from', async () => {
    const seen: BrainInfo[] = [];
    const server = await start({
      brain: ({ messages, maxTokens }, info) => {
        seen.push(info);
        return `${messages.length} messages, at most ${maxTokens} tokens`;
      },
    });
    expect((await ask(server)).json.content[0].text).toBe('1 messages, at most 50 tokens');
    await ask(server);
    expect(seen).toMatchObject([
      { wire: 'anthropic', model: 'm', turn: 0, received: { path: '/anthropic/v1/messages' } },
      { turn: 1 },
    ]);
  });

  it('makes what the brain throws an error of the wire', async () => {
    const codes = ['rate-limit', 'overloaded', 'context-length'] as const;
    const server = await start({
      brain: (_request, { turn }) => {
        throw new KitError(codes[turn] ?? 'server', 'no', { retryAfterMs: 3_000 });
      },
    });
    const limited = await ask(server);
    expect([limited.status, limited.json.error.type, limited.headers.get('retry-after')]).toEqual([
      429,
      'rate_limit_error',
      '3',
    ]);
    expect(limited.json.request_id).toBe(limited.headers.get('request-id'));
    expect((await ask(server)).json.error.type).toBe('overloaded_error');
    expect((await ask(server)).json.error.message).toMatch(/prompt is too long/);
    const broken = await start({ brain: () => JSON.parse('{') });
    expect((await ask(broken)).status).toBe(500);
  });

  it('accepts the keys that it was given, or all but the wrong one', async () => {
    const open = await start();
    const strict = await start({ keys: ['right'] });
    const status = async (server: Simulator, key: string) => (await ask(server, {}, { 'x-api-key': key })).status;
    expect([await status(open, 'any'), await status(open, 'wrong-key')]).toEqual([200, 401]);
    expect([await status(strict, 'any'), await status(strict, 'right')]).toEqual([401, 200]);
    const { 'x-api-key': _, ...keyless } = headers;
    expect((await fetch(`${open.anthropicURL}/models`, { headers: keyless })).status).toBe(401);
  });

  it('has the models that it was given, or all but one', async () => {
    const open = await start();
    const strict = await start({ models: ['a', { id: 'b', name: 'Bee' }] });
    const status = async (server: Simulator, model: string | undefined) => (await ask(server, { model })).status;
    expect([await status(open, 'any'), await status(open, 'no-such-model'), await status(open, undefined)]).toEqual([
      200, 404, 400,
    ]);
    expect([await status(strict, 'any'), await status(strict, 'b')]).toEqual([404, 200]);
    const listed = (await (await fetch(`${strict.anthropicURL}/models`, { headers })).json()) as {
      data: { id: string; display_name: string }[];
    };
    expect(listed.data.map(({ id, display_name }) => [id, display_name])).toEqual([
      ['a', 'a'],
      ['b', 'Bee'],
    ]);
  });

  it('speaks at the pace that it was given', async () => {
    const server = await start({ tokenPauseMs: 20, brain: () => 'one two three four five' });
    const began = performance.now();
    await ask(server, { stream: true });
    expect(performance.now() - began).toBeGreaterThan(100);
  });

  it('refuses what it does not know, in the words of the wire', async () => {
    const server = await start();
    const post = (path: string, text: string) => fetch(server.url + path, { method: 'POST', headers, body: text });
    expect(await (await post('/anthropic/v1/nothing', '{}')).json()).toMatchObject({
      type: 'error',
      error: { type: 'not_found_error' },
    });
    expect(await (await post('/anthropic/v1/messages', 'no json')).json()).toMatchObject({
      error: { type: 'invalid_request_error', message: 'The body is not JSON.' },
    });
    expect(await (await post('/v1beta/models/m:doNothing', '{}')).json()).toMatchObject({
      error: { message: 'No API key was sent.' },
    });
    const { status } = await fetch(`${server.geminiURL}/models/m:doNothing?key=k`, { method: 'POST', body: '{}' });
    expect(status).toBe(404);
    const unversioned = await fetch(`${server.anthropicURL}/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k' },
      body: JSON.stringify(body),
    });
    expect(unversioned.status).toBe(400);
    expect((await fetch(`${server.anthropicURL}/files`, { method: 'POST', headers, body: '{}' })).status).toBe(400);
    expect(
      (
        await fetch(`${server.anthropicURL}/files`, {
          method: 'POST',
          headers: { 'x-api-key': 'k' },
          body: new FormData(),
        })
      ).status,
    ).toBe(400);
    expect((await post('/anthropic/v1/messages/batches', '{"requests":[]}')).status).toBe(400);
  });

  it('meets faults in the words of the wire', async () => {
    const server = await start({
      faults: [
        { status: 529 },
        { status: 400, code: 'context-length' },
        { type: 'error-event', afterEvents: 2, code: 'rate-limit' },
      ],
    });
    expect((await ask(server)).json).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    expect((await ask(server)).json.error.message).toMatch(/prompt is too long/);
    expect((await ask(server, { stream: true })).text).toMatch(
      /event: error\ndata: \{"type":"error","error":\{"type":"rate_limit_error".*\n\n$/,
    );
  });

  it('answers Gemini streams as an array where no events are wanted', async () => {
    const server = await start();
    const request = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
    const response = await fetch(`${server.geminiURL}/models/m:streamGenerateContent?key=k`, {
      method: 'POST',
      body: request,
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    const chunks = (await response.json()) as { candidates: { content: { parts: { text: string }[] } }[] }[];
    expect(
      chunks.flatMap(({ candidates }) => candidates[0]?.content.parts.map(({ text }) => text) ?? []).join(''),
    ).toBe('You said: Hello');
  });

  it('names a wrong option', async () => {
    await expect(simulator({ brains: () => '' } as SimulatorOptions)).rejects.toMatchObject({
      code: 'config',
      field: 'brains',
    });
    await expect(simulator({ faults: {} as never })).rejects.toMatchObject({ code: 'config', field: 'faults' });
  });
});
