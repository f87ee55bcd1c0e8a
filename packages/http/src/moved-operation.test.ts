// Declared operations at other places and with other bodies; failures inside of what should have been a stream.
import { inspect, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { fakeChat, fakeServer, fakeStream, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { httpProvider } from './http-provider.ts';
import { movedOperation, rewrittenOperation } from './moved-operation.ts';

const open: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close?.();
});

const chat = { endpoint: { path: '/chat' }, transformer: fakeChat } as const;
const provider = (operation: Parameters<typeof movedOperation<'chat'>>[0]) =>
  httpProvider({
    id: 'acme',
    name: 'Acme',
    baseURL: 'https://acme.example/v1',
    auth: bearerAuth({ apiKey: 'k' }),
    operations: { chat: operation },
  });
const request = { model: 'm-1', messages: [user('Hi')] };

describe('an operation', () => {
  it('lives where it is moved to, also one that is loaded', async () => {
    const moved = movedOperation<'chat'>(
      { load: async () => chat },
      (path, { model }) => `/deployments/${model}${path}`,
    );
    expect((await inspect(provider(moved), 'chat', request)).url).toBe('https://acme.example/v1/deployments/m-1/chat');
  });

  it('is moved and rewritten as it fits the request, the plain one or the whole', async () => {
    const asked: string[] = [];
    const loading = (name: string) => async () => {
      asked.push(name);
      return { endpoint: { path: `/${name}` }, transformer: fakeChat };
    };
    const moved = movedOperation<'chat'>(
      rewrittenOperation<'chat'>(
        {
          load: loading('whole'),
          plain: { fits: ({ tools }) => tools === undefined, load: loading('plain') },
        },
        (wire) => ({ ...wire, headers: { 'x-here': 'yes' } }),
        ({ toolChoice: _, tools, ...rest }) => (tools?.length === 0 ? rest : { ...rest, tools }),
      ),
      (path) => `/x${path}`,
    );
    const acme = provider(moved);
    const shown = async (more: object) => inspect(acme, 'chat', { ...request, ...more });
    expect(await shown({})).toMatchObject({
      url: 'https://acme.example/v1/x/plain',
      headers: { 'x-here': 'yes' },
    });
    expect(asked).toEqual(['plain']);
    const tools = [{ name: 'look', parameters: { type: 'object' } }];
    expect((await shown({ tools })).url).toBe('https://acme.example/v1/x/whole');
    // What is left out before it is encoded does not count.
    expect((await shown({ tools: [] })).url).toBe('https://acme.example/v1/x/plain');
    expect(asked).toEqual(['plain', 'whole']);
  });

  it('is moved wherever its encoder has put it', async () => {
    const elsewhere = rewrittenOperation<'chat'>(chat, (wire) => ({ ...wire, path: '/other' }));
    const moved = movedOperation<'chat'>(elsewhere, (path) => `/x${path}`);
    expect((await inspect(provider(moved), 'chat', request)).url).toBe('https://acme.example/v1/x/other');
  });

  it('may be encoded without what its encoder would not understand', async () => {
    const rewritten = rewrittenOperation<'chat'>(
      chat,
      (wire, { user: name }) => ({ ...wire, headers: { 'x-user': name } }),
      ({ user: _, ...rest }) => ({ ...rest, messages: [user('Hello')] }),
    );
    const shown = await inspect(provider(rewritten), 'chat', { ...request, user: 'u-1' });
    expect(shown.headers).toMatchObject({ 'x-user': 'u-1' });
    expect(shown.body).toMatchObject({ prompt: 'Hello' });
  });

  it('sends what it is rewritten to', async () => {
    const rewritten = rewrittenOperation<'chat'>(chat, (wire, { model }) => ({
      ...wire,
      headers: { 'x-model': model },
      body: { type: 'json', value: { wrapped: true } },
    }));
    expect(await inspect(provider(rewritten), 'chat', request)).toMatchObject({
      headers: { 'x-model': 'm-1' },
      body: { wrapped: true },
    });
  });
});

describe('a rewriting', () => {
  it('knows how strict the call is, and tells what cannot be said', async () => {
    const rewritten = rewrittenOperation<'chat'>(chat, (wire, _, { context, warnings }) => {
      if (!context.strict) warnings.push({ feature: 'n', detail: 'One alone.' });
      return wire;
    });
    const { warnings } = await inspect(provider(rewritten), 'chat', request);
    expect(warnings.map(({ feature }) => feature)).toContain('n');
    expect((await inspect(provider(rewritten), 'chat', request, { strict: true })).warnings).not.toContainEqual(
      expect.objectContaining({ feature: 'n' }),
    );
  });
});

describe('a failure of status 200', () => {
  it('is read by the error table where a stream was asked for, too', async () => {
    const server = await fakeServer((_, response) => json(response, 200, { success: false, why: 'full' }));
    const ai = pipeline(
      httpProvider({
        id: 'acme',
        name: 'Acme',
        baseURL: server.url,
        auth: bearerAuth({ apiKey: 'k' }),
        operations: { stream: { endpoint: { path: '/chat' }, streamTransformer: fakeStream } },
        failsInside: (body) => (body as { success?: unknown } | null)?.success === false,
        errors: () => ({ code: 'overloaded' }),
      }),
    );
    open.push(server, ai);
    expect(await failed(ai.stream(request).response)).toMatchObject({ code: 'overloaded' });
  });
});
