import { createContext, pipeline, Scope, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, events, fakeServer, fakeVendor, json } from '../../testing/fake-vendor.ts';
import { httpProvider } from '../http-provider.ts';
import { readBody } from '../reply/read-body.ts';
import { fetchTransport } from './fetch-transport.ts';
import { openSender } from './runtime-portable.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
async function served(answer: Answer) {
  const server = await fakeServer(answer);
  open.push(server);
  return server;
}
const text = async (source: Parameters<typeof readBody>[0]) =>
  new TextDecoder().decode(await readBody(source, { context: createContext(), maxBytes: 1e8 }));

describe('fetchTransport', () => {
  it('sends and receives', async () => {
    const server = await served((_, response) => response.writeHead(201, { 'x-one': '1' }).end('hello'));
    const { status, headers, body } = await fetchTransport()(
      { method: 'POST', url: `${server.url}/a?b=c`, headers: { 'x-two': '2', 'user-agent': 'dropped' }, body: 'sent' },
      { scope: new Scope() },
    );
    expect({ status, one: headers['x-one'], body: await text(body) }).toEqual({ status: 201, one: '1', body: 'hello' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/a?b=c', body: 'sent' });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-two': '2' });
  });

  it('sends a stream', async () => {
    const server = await served((_, response) => response.end());
    async function* body() {
      yield new TextEncoder().encode('one ');
      yield new TextEncoder().encode('two');
    }
    const { body: empty } = await fetchTransport()(
      { method: 'POST', url: server.url, headers: {}, body: body() },
      { scope: new Scope() },
    );
    expect(await text(empty)).toBe('');
    expect(server.requests[0]?.body).toBe('one two');
  });

  it('does not follow redirects', async () => {
    const server = await served((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(
      (await fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() })).status,
    ).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('ends with the call, before the headers and in the middle of the body', async () => {
    const server = await served((seen, response) => (seen.url === '/silent' ? undefined : response.write('half')));
    const before = new Scope();
    const lost = failed(
      fetchTransport()({ method: 'GET', url: `${server.url}/silent`, headers: {} }, { scope: before }),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    before.cancel('enough');
    expect(await lost).toMatchObject({ code: 'aborted', cause: 'enough' });
    const during = new Scope();
    const { body } = await fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: during });
    const rest = failed(text(body));
    during.cancel('enough');
    expect(await rest).toMatchObject({ code: 'aborted' });
    // Node's own fetch opens another, idle connection in place of each that it ended.
    await expect.poll(() => server.closed()).toBe(2);
    expect(
      await failed(fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: during })),
    ).toMatchObject({ code: 'aborted' });
  });

  it('closes the socket when its reader has enough', async () => {
    const server = await served((_, response) => response.write('half'));
    const { body } = await fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() });
    body.cancel();
    expect(body.read(() => {})).toBeNull();
    await server.socketClosed();
  });

  it('keeps its deadline', async () => {
    const server = await served(() => {});
    expect(
      await failed(
        fetchTransport()(
          { method: 'GET', url: server.url, headers: {} },
          { scope: new Scope(), connectMs: 30, headersMs: 30 },
        ),
      ),
    ).toMatchObject({ code: 'timeout', phase: 'headers' });
    await server.socketClosed();
  });

  it('tells of a refused connection and of a cut', async () => {
    const server = await served((_, response) =>
      response
        .writeHead(200, { 'content-length': '100' })
        .write('half', () => setTimeout(() => response.destroy(), 20)),
    );
    const { body } = await fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() });
    expect(await failed(text(body))).toMatchObject({ code: 'network' });
    await server.close();
    expect(
      await failed(fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() })),
    ).toMatchObject({
      code: 'network',
      message: `No answer from 127.0.0.1:${server.port}: the connection was refused (ECONNREFUSED).`,
    });
  });

  it('holds the server back while more than a mebibyte is unread', async () => {
    let written = 0;
    const server = await served((_, response) => {
      const more = () => {
        while (written < 48 * 1024 * 1024) {
          written += 64 * 1024;
          if (!response.write(Buffer.alloc(64 * 1024))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { body } = await fetchTransport()({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(written).toBeLessThan(24 * 1024 * 1024);
    expect((await readBody(body, { context: createContext(), maxBytes: 1e8 })).length).toBe(48 * 1024 * 1024);
  });

  it('carries a provider, streams included', async () => {
    const server = await served((seen, response) =>
      seen.body.includes('"stream"')
        ? events(response, { t: 'streamed' }, '[DONE]')
        : json(response, 200, { text: 'whole' }),
    );
    const ai = pipeline(httpProvider(fakeVendor(), { baseURL: server.url, model: 'm', transport: fetchTransport() }));
    expect((await ai.chat({ messages: [user('Hi')] })).text).toBe('whole');
    expect((await ai.stream({ messages: [user('Hi')] }).response).text).toBe('streamed');
  });

  it('takes another fetch', async () => {
    const { status, body } = await fetchTransport({
      fetch: () => Promise.resolve(new Response(null, { status: 204 })),
    })({ method: 'GET', url: 'https://x.example/', headers: {} }, { scope: new Scope() });
    expect([status, body.read(() => {})]).toEqual([204, null]);
  });
});

describe('where there is no Node', () => {
  it("requests go by fetch, and Node's options are an error", async () => {
    const server = await served((_, response) => response.end('x'));
    const sender = openSender();
    expect((await sender.send({ method: 'GET', url: server.url, headers: {} }, { scope: new Scope() })).status).toBe(
      200,
    );
    await sender.close();
    expect(await failed(() => openSender({ ca: 'x' }))).toMatchObject({ code: 'config', field: 'transport' });
    expect(await failed(() => openSender({ proxy: 'http://p.example' }))).toMatchObject({ code: 'config' });
    expect(() => openSender({ publicOnly: true, proxy: false })).not.toThrow();
  });
});
