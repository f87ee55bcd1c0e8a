import { createContext, Scope } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, fakeServer } from '../../testing/fake-vendor.ts';
import { nodeTransport } from '../transport/node-transport.ts';
import { fetchChatMedia } from './fetch-chat-media.ts';
import { fetchMedia } from './fetch-media.ts';
import { isAddress, isPublicAddress } from './public-address.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
async function served(answer: Answer) {
  const server = await fakeServer(answer);
  open.push(server);
  return server;
}
const image: Answer = (_, response) => response.writeHead(200, { 'content-type': 'image/png; x=1' }).end('pixels');

describe('fetchMedia', () => {
  it('answers bytes and media type', async () => {
    const server = await served(image);
    const { data, mediaType, url } = await fetchMedia(`${server.url}/a.png?x=1#part`, { allowPrivate: true });
    expect([new TextDecoder().decode(data), mediaType, url]).toEqual([
      'pixels',
      'image/png',
      `${server.url}/a.png?x=1#part`,
    ]);
    expect(server.requests[0]?.url).toBe('/a.png?x=1');
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://10.1.2.3/',
    'http://192.168.0.1/',
    'http://localhost:80/',
    'http://a.localhost/',
    'http://0.0.0.0/',
  ])('refuses %s, which is inside', async (url) => {
    expect(await failed(fetchMedia(url))).toMatchObject({
      code: 'invalid-request',
      field: 'url',
      message: 'The media was not fetched: its address is not a public one.',
    });
  });

  it.each(['file:///etc/passwd', 'ftp://x.example/', 'data:text/plain,x', 'nonsense'])(
    'refuses %s, which is no http',
    async (url) => {
      expect(await failed(fetchMedia(url))).toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining('only http and https'),
      });
    },
  );

  it('refuses a URL with a password, and does not show it', async () => {
    const error = await failed(fetchMedia('https://user:secret@x.example/'));
    expect(error.code).toBe('invalid-request');
    expect(error.message).not.toContain('secret');
  });

  it('follows redirects a few times, each checked like the first', async () => {
    const server = await served((seen, response) => {
      const hop = Number(seen.url.slice(1));
      if (seen.url === '/inside') return response.writeHead(302, { location: 'ftp://inside.example/' }).end();
      if (seen.url === '/odd') return response.writeHead(302, { location: 'http://[' }).end();
      return hop > 0 ? response.writeHead(302, { location: `/${hop - 1}` }).end() : image(seen, response);
    });
    expect((await fetchMedia(`${server.url}/3`, { allowPrivate: true })).url).toBe(`${server.url}/0`);
    expect(await failed(fetchMedia(`${server.url}/4`, { allowPrivate: true }))).toMatchObject({
      message: expect.stringContaining('more than 3 times'),
    });
    expect(await failed(fetchMedia(`${server.url}/inside`, { allowPrivate: true }))).toMatchObject({
      message: expect.stringContaining('only http'),
    });
    expect(await failed(fetchMedia(`${server.url}/odd`, { allowPrivate: true }))).toMatchObject({
      message: expect.stringContaining('no URL'),
    });
  });

  it('refuses what is too large', async () => {
    const server = await served((_, response) => response.end('x'.repeat(2_000)));
    expect(await failed(fetchMedia(server.url, { allowPrivate: true, maxBytes: 1_000 }))).toMatchObject({
      code: 'invalid-response',
    });
  });

  it.each([
    [404, 'not-found'],
    [403, 'invalid-request'],
    [500, 'server'],
  ])('tells status %i', async (status, code) => {
    const server = await served((_, response) => response.writeHead(status).end());
    expect(await failed(fetchMedia(server.url, { allowPrivate: true }))).toMatchObject({ code, status });
  });

  it('ends with the call or the signal that it is for', async () => {
    const server = await served(() => {});
    const context = createContext();
    const lost = failed(fetchMedia(server.url, { allowPrivate: true, context }));
    await expect.poll(() => server.requests.length).toBe(1);
    context.scope.cancel();
    expect(await lost).toMatchObject({ code: 'aborted' });
    expect(await failed(fetchMedia(server.url, { allowPrivate: true, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
    });
  });

  it("goes through a transport of one's own", async () => {
    const server = await served(image);
    const transport = nodeTransport({ proxy: false });
    open.push(transport);
    expect((await fetchMedia(server.url, { allowPrivate: true, transport })).mediaType).toBe('image/png');
    const broken = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    expect(await failed(fetchMedia('https://x.example/', { transport: broken }))).toMatchObject({ code: 'network' });
  });
});

describe('a transport for public addresses only', () => {
  const get = async (url: string) => {
    const transport = nodeTransport({ proxy: false, publicOnly: true });
    open.push(transport);
    return failed(transport({ method: 'GET', url, headers: {} }, { scope: new Scope() }));
  };

  it('refuses a name that leads inside, after it was resolved', async () => {
    const server = await served(image);
    expect(await get(`http://localhost:${server.port}/`)).toMatchObject({ code: 'invalid-request', field: 'url' });
    expect(server.opened()).toBe(0);
  });

  it('refuses an address that is inside', async () => {
    const server = await served(image);
    expect(await get(`${server.url}/`)).toMatchObject({
      code: 'invalid-request',
      message: 'Not connected: the address is not a public one.',
    });
    expect(server.opened()).toBe(0);
  });

  it('tells of a name that does not exist', async () =>
    expect(await get('http://no-such-host.invalid/')).toMatchObject({ code: 'network' }));
});

describe('addresses', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.255.255',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
    '[2606:4700::1]',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::10.0.0.1',
    '2002:a00:1::1',
    '2001:db8::1',
    '2001::1',
    '3fff::1',
    '100::1',
    '256.1.1.1',
    '1.2.3',
    'x.example',
    '',
    '1:2:3',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    'g::1',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

  it('are told from names', () => {
    expect(['127.0.0.1', '[::1]', '::1'].map(isAddress)).toEqual([true, true, true]);
    expect(['localhost', 'x.example', '1.2.3.example'].map(isAddress)).toEqual([false, false, false]);
  });
});

describe('fetchChatMedia', () => {
  it('puts bytes in the place of links, those of tool results too', async () => {
    const { url } = await served(image);
    const link = { type: 'image', source: { url: `${url}/a.png` } } as const;
    const bytes = { type: 'image', source: { data: new TextEncoder().encode('pixels'), mediaType: 'image/png' } };
    const request = {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look' }, link] },
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', content: [link] }] },
        { role: 'user', content: 'And?' },
      ],
    } as const;
    expect((await fetchChatMedia(request, { allowPrivate: true })).messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Look' }, bytes] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', content: [bytes] }] },
      { role: 'user', content: 'And?' },
    ]);
  });

  it('leaves other types, other schemes and what the vendor fetches itself', async () => {
    const server = await served(image);
    const content = [
      { type: 'file', source: { url: `${server.url}/a.pdf` } },
      { type: 'image', source: { url: 'gs://bucket/a.png' } },
      { type: 'image', source: { url: `${server.url}/mine.png` } },
    ] as const;
    const request = { messages: [{ role: 'user', content }] } as const;
    const options = {
      allowPrivate: true,
      types: ['image'],
      keeps: ({ pathname }: URL) => pathname === '/mine.png',
    } as const;
    expect(await fetchChatMedia(request, options)).toEqual(request);
    expect(server.requests).toEqual([]);
  });
});
