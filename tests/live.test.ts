// `pnpm live`, with a simulated vendor in the place of the real one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openai } from '@kit/provider-openai';
import { replayServer, simulator } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { candidates } from '../packages/providers/openai/tests/conformance/candidates.ts';
import { askVendor } from '../scripts/live/ask-vendor.mjs';
import { cheapRequest, silence, smallestModel } from '../scripts/live/cheap-call.mjs';
import { differences, shapeOf } from '../scripts/live/shape.mjs';
import { root } from '../scripts/workspace.mjs';

const secret = 'sk-live-0123456789abcdef0123456789abcdef';
const candidate = candidates['openai over chat completions'];
const json = (value: unknown, contentType = 'application/json') => ({
  bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
  contentType,
});

interface Asked {
  readonly baseURL: string;
  readonly [more: string]: unknown;
}

/** Everything that is printed, and what it came to. */
async function ask({ baseURL, ...more }: Asked) {
  const lines: string[] = [];
  const options = { baseURL, api: 'chat', apiKey: secret };
  const tally = await askVendor({
    factory: openai,
    candidate,
    options,
    print: (line: string) => lines.push(line),
    ...more,
  });
  return { ...tally, text: lines.join('\n') };
}

describe('a vendor', () => {
  it('is asked once for each operation that is cheap, with few tokens, and once with a wrong key', async () => {
    await using server = await simulator({ keys: [secret] });
    const { text, failed } = await ask({ baseURL: server.openaiURL });
    expect(text).toMatch(/^✓ chat \(.+\)/m);
    expect(text).toMatch(/^✓ embed \(text-embedding-3-small\)/m);
    expect(text).toMatch(/^✓ a wrong key, with models: authentication, status 401/m);
    expect(text).toMatch(/Not asked.*: image, .*files, batch/);
    expect(failed).toBe(0);
    const bodies = server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(bodies).toHaveLength(2);
    for (const request of bodies) expect(request.text()).toMatch(/"max_(completion_)?tokens":16\b/);
    expect(text).not.toContain(secret);
  });

  it('that answers otherwise than the manifest is told field by field', async () => {
    const body = {
      id: 7,
      object: 'chat.completion',
      model: 'm',
      weather: { sunny: true },
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    };
    await using server = await replayServer({ exchanges: [{ body }] });
    const { text, differing } = await ask({ baseURL: server.url, only: ['chat'] });
    expect(text).toContain('new: weather (object)');
    expect(text).not.toContain('weather.sunny');
    expect(text).toContain('missing: usage');
    expect(text).toContain('another type: id is number, not string');
    expect(differing).toBeGreaterThan(0);
  });

  it('that refuses is a failure, told without the key that it quotes', async () => {
    const error = { message: `No such model for ${secret}`, code: 'model_not_found' };
    await using server = await replayServer({ exchanges: [{ status: 404, body: { error } }] });
    const { text, failed } = await ask({ baseURL: server.url, only: ['chat'] });
    expect(text).toMatch(/^✗ chat \(.*\): not-found: /m);
    expect(text).toMatch(/^✗ a wrong key, with chat: not-found, status 404/m);
    expect(failed).toBe(2);
    expect(text).not.toContain(secret);
  });

  it('gets no more requests than was said', async () => {
    await using server = await simulator({ keys: [secret] });
    const { text } = await ask({ baseURL: server.openaiURL, maxRequests: 3 });
    expect(server.requests).toHaveLength(3);
    expect(text).toContain('budget-exceeded');
  });
});

describe('without a key', () => {
  it('the variable is named, nothing is asked, and the end is 2', async () => {
    const { code, output } = await run('openai');
    expect(output).toContain('OPENAI_API_KEY');
    expect(code).toBe(2);
  });

  it('and without a name the providers are listed', async () => {
    const { code, output } = await run();
    expect(output).toMatch(/usage: .*\nproviders: .*\banthropic, /);
    expect(code).toBe(2);
  });
});

describe('a cheap request', () => {
  const models = [
    { id: 'large', kind: 'chat', price: { input: 5, output: 10 } },
    { id: 'gone', kind: 'chat', price: { input: 0, output: 0 }, deprecated: '2026-01-01' },
    { id: 'small', kind: 'chat', price: { input: 1, output: 1 } },
    { id: 'smaller', kind: 'chat', price: { input: 0.5, output: 1 } },
    { id: 'unpriced', kind: 'chat' },
    { id: 'vectors', kind: 'embedding', price: { input: 0.1 } },
  ];
  const kind = 'chat';
  const today = '2026-11-21';

  it('takes the model of the lowest price that is there', () => {
    expect(smallestModel(models, { kind, today })).toBe('smaller');
    expect(smallestModel(models, { kind, today, listed: ['small', 'large'] })).toBe('small');
    expect(smallestModel(models, { kind, today, listed: ['others'] })).toBe('smaller');
    expect(smallestModel([], { kind, today, preferred: 'mine' })).toBe('mine');
  });

  it('takes the model that was asked for, of chats and of others', () => {
    const chat = { operation: 'stream', request: { messages: [], maxTokens: 400 } };
    const embed = { operation: 'embed', request: { input: 'a' } };
    const known = { catalogue: { models }, models: { '': 'mine', embed: 'other' } };
    expect(cheapRequest(chat, known)).toMatchObject({ model: 'mine', maxTokens: 16 });
    expect(cheapRequest(embed, known)).toEqual({ model: 'other', input: 'a' });
    expect(cheapRequest(embed, { ...known, models: { '': 'mine' } })).toMatchObject({ model: 'vectors' });
  });

  it('has a second of silence for a recording', () => {
    const bytes = silence();
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('RIFF');
    expect(new DataView(bytes.buffer).getUint32(4, true)).toBe(bytes.length - 8);
    expect(cheapRequest({ operation: 'transcribe', request: {} }, { models: {} })).toMatchObject({ audio: bytes });
  });
});

describe('a shape', () => {
  it('is that of all events of a stream together', () => {
    const stream = json(
      'data: {"a":{"b":null}}\n\ndata: {"a":{"b":"x"},"c":[1]}\n\ndata: [DONE]\n\n',
      'text/event-stream',
    );
    const shape = shapeOf([stream]);
    expect([...shape].map(([path, types]) => [path, [...types]])).toEqual([
      ['a', ['object']],
      ['a.b', ['null', 'string']],
      ['c', ['array']],
      ['c[]', ['number']],
    ]);
  });

  it('is nothing for sound and pages', () => {
    expect(shapeOf([json('RIFF', 'audio/wav'), json('<html>', 'text/html')]).size).toBe(0);
  });

  it('does not differ by nulls', () => {
    expect(differences(shapeOf([json({ a: 'x' })]), shapeOf([json({ a: null })]))).toEqual([]);
    expect(differences(shapeOf([json({ a: 'x' })]), shapeOf([json({ a: 1 })]))).toEqual([
      'another type: a is number, not string',
    ]);
  });
});

/** As its reader would run it; no key is left in the environment. */
function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts/live.mjs'), ...args], { env: { PATH, HOME } });
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output }));
  });
}
