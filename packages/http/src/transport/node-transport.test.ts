import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createSecureServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type ByteSource, Scope, type TransportRequest } from '@kit/core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, type FakeServer, fakeServer, listening } from '../../testing/fake-vendor.ts';
import type { ClosableTransport } from './closable-transport.ts';
import type { NodeTransportOptions } from './node-options.ts';
import { nodeTransport } from './node-transport.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function transport(options: NodeTransportOptions = {}): ClosableTransport {
  const made = nodeTransport({ proxy: false, ...options });
  open.push(made);
  return made;
}

async function server(answer: Answer): Promise<FakeServer> {
  const made = await fakeServer(answer);
  open.push(made);
  return made;
}

/** A server below HTTP: it accepts and does what `connected` says. */
async function tcpServer(
  connected: (socket: Socket) => void,
): Promise<{ port: number; closed: Promise<number>; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  let sawEnd: (atMs: number) => void;
  const closed = new Promise<number>((resolve) => {
    sawEnd = resolve;
  });
  const made: Server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    // A socket that nobody reads does not see its end.
    socket.on('data', () => {});
    socket.on('close', () => sawEnd(performance.now()));
    connected(socket);
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => made.close(() => resolve()));
    },
  });
  return { port: (made.address() as { port: number }).port, closed, sockets };
}

const get = (url: string, more: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'GET',
  url,
  headers: {},
  ...more,
});
const post = (url: string, body: NonNullable<TransportRequest['body']>, headers = {}): TransportRequest => ({
  method: 'POST',
  url,
  headers,
  body,
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function readAll(source: ByteSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await readOnce(source);
    if (chunk === null) return Buffer.concat(chunks).toString();
    chunks.push(chunk);
  }
}

function readOnce(source: ByteSource): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const go = () => {
      try {
        const chunk = source.read(go);
        if (chunk !== undefined) resolve(chunk);
      } catch (error) {
        reject(error);
      }
    };
    go();
  });
}

describe('requests and responses', () => {
  it('sends method, path, headers and body, and answers status, headers and bytes', async () => {
    const at = await server((_, response) =>
      response.writeHead(201, { 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] }).end('hello'),
    );
    const { status, headers, body } = await transport()(post(`${at.url}/a/b?c=d`, 'text', { 'x-two': '2' }), {
      scope: new Scope(),
    });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'x-one': '1', 'set-cookie': 'a=1, b=2' });
    expect(await readAll(body)).toBe('hello');
    expect(at.requests[0]).toMatchObject({ method: 'POST', url: '/a/b?c=d', body: 'text' });
    expect(at.requests[0]?.headers).toMatchObject({ 'x-two': '2', 'content-length': '4' });
  });

  it('streams a body of unknown length', async () => {
    const at = await server((_, response) => response.end());
    async function* body() {
      for (const text of ['one ', 'two ', 'three']) {
        await pause(1);
        yield new TextEncoder().encode(text);
      }
    }
    await transport()(post(at.url, body()), { scope: new Scope() });
    expect(at.requests[0]).toMatchObject({ body: 'one two three', headers: { 'transfer-encoding': 'chunked' } });
  });

  it('joins what one network read brought, also across HTTP chunks', async () => {
    const at = await server((_, response) => {
      response.writeHead(200);
      response.cork();
      for (let chunk = 0; chunk < 50; chunk++) response.write(`chunk ${chunk}\n`);
      response.uncork();
      setTimeout(() => response.end(), 50);
    });
    const { body } = await transport()(get(at.url), { scope: new Scope() });
    await pause(20);
    expect((await readOnce(body))?.length).toBe(
      Array.from({ length: 50 }, (_, chunk) => `chunk ${chunk}\n`).join('').length,
    );
  });

  it('serves one call after the other over one connection', async () => {
    const at = await server((_, response) => response.end('x'));
    const send = transport();
    for (let call = 0; call < 20; call++) await readAll((await send(get(at.url), { scope: new Scope() })).body);
    expect(at.opened()).toBe(1);
  });

  it('opens as many connections as there are calls at once, and no more for those that follow at once', async () => {
    const at = await server((_, response) => setTimeout(() => response.end('x'), 20));
    const send = transport();
    const follow = async () => {
      for (let call = 0; call < 5; call++) await readAll((await send(get(at.url), { scope: new Scope() })).body);
    };
    await Promise.all(Array.from({ length: 8 }, follow));
    expect(at.opened()).toBe(8);
  });

  it('never lets a call wait behind another one that runs on, whichever connections are free', async () => {
    const runningOn: { end(chunk: string): unknown }[] = [];
    const at = await server((request, response) => {
      if (request.url === '/short') return void response.end('x');
      response.writeHead(200).flushHeaders();
      runningOn.push(response);
    });
    const send = transport();
    const answered = async (path: string) => (await send(get(`${at.url}${path}`), { scope: new Scope() })).body;
    const short = async (count: number) => {
      for (const body of await Promise.all(Array.from({ length: count }, () => answered('/short'))))
        await readAll(body);
      await pause(20);
    };
    // None, one, some, or all of the connections that are needed are there and free.
    for (const [free, calls] of [
      [0, 3],
      [1, 3],
      [4, 12],
      [6, 6],
    ] as const) {
      await short(free);
      const bodies = await Promise.all(Array.from({ length: calls }, () => answered('/long')));
      for (const response of runningOn.splice(0)) response.end('x');
      expect(await Promise.all(bodies.map(readAll))).toEqual(Array.from({ length: calls }, () => 'x'));
    }
    expect(at.opened()).toBeLessThanOrEqual(12);
  });

  it('goes on over another connection where the server closed the free one', async () => {
    const at = await server((_, response) => {
      const { socket } = response;
      response.end('x', () => setTimeout(() => socket?.destroy(), 5));
    });
    const send = transport();
    for (let call = 0; call < 3; call++) {
      expect(await readAll((await send(get(at.url), { scope: new Scope() })).body)).toBe('x');
      await pause(30);
    }
    expect(at.opened()).toBe(3);
  });

  it.each([
    ['gzip', gzipSync('compressed words')],
    ['br', brotliCompressSync('compressed words')],
  ])('decompresses %s', async (encoding, bytes) => {
    const at = await server((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes));
    const { body } = await transport()(get(at.url), { scope: new Scope() });
    expect(await readAll(body)).toBe('compressed words');
  });

  it('refuses a compression that nobody asked for, and bytes that are none', async () => {
    let encoding = 'zstd';
    const at = await server((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end('garbage'));
    const send = transport();
    expect(await failed(readAll((await send(get(at.url), { scope: new Scope() })).body))).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('zstd'),
    });
    encoding = 'gzip';
    expect(await failed(readAll((await send(get(at.url), { scope: new Scope() })).body))).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('decompresses no more than is read, and stops when nobody reads on', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const at = await server((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const { body } = await transport()(get(at.url), { scope: new Scope() });
    const before = process.memoryUsage().arrayBuffers;
    expect((await readOnce(body))?.length).toBeGreaterThan(0);
    await pause(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    let read = 0;
    while (read < 4 * 1024 * 1024) read += (await readOnce(body))?.length ?? 0;
    body.cancel();
    expect(await readOnce(body)).toBeNull();
  });

  it('tells of a compressed body that was cut', async () => {
    const whole = gzipSync(randomBytes(100_000));
    const at = await tcpServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${whole.length}\r\n\r\n`);
      socket.write(whole.subarray(0, 50_000));
      setTimeout(() => socket.destroy(), 30);
    });
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() });
    expect(await failed(readAll(body))).toMatchObject({ code: 'network' });
  });

  it('reads what had come compressed before the body was cut, then tells of the cut', async () => {
    const piece = gzipSync('data: one\n\n', { finishFlush: constants.Z_SYNC_FLUSH });
    const at = await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      socket.end('\r\n');
    });
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() });
    expect(new TextDecoder().decode((await readOnce(body)) as Uint8Array)).toBe('data: one\n\n');
    expect(await failed(readOnce(body))).toMatchObject({ code: 'network' });
  });

  it.each(['HEAD 200', 'GET 204', 'GET 304', 'GET 503'])(
    'takes %s without a body for what it is, though it names an encoding',
    async (kind) => {
      const [method, status] = kind.split(' ') as [string, string];
      for (const encoding of ['gzip', 'br', 'deflate']) {
        const at = await server((_, response) =>
          response.writeHead(Number(status), { 'content-encoding': encoding }).end(),
        );
        const answer = await transport()(get(at.url, { method }), { scope: new Scope() });
        expect(answer.status).toBe(Number(status));
        expect(await readAll(answer.body)).toBe('');
      }
    },
  );

  it('holds the server back while more than a mebibyte is unread', async () => {
    let written = 0;
    const at = await server((_, response) => {
      const more = () => {
        while (written < 64 * 1024 * 1024) {
          written += 64 * 1024;
          if (!response.write(Buffer.alloc(64 * 1024))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { body } = await transport()(get(at.url), { scope: new Scope() });
    await pause(150);
    // What fits into the buffers of both kernels comes on top of the mebibyte.
    expect(written).toBeLessThan(24 * 1024 * 1024);
    let read = 0;
    for (;;) {
      const chunk = await readOnce(body);
      if (chunk === null) break;
      read += chunk.length;
    }
    expect(read).toBe(64 * 1024 * 1024);
  });
});

describe('a body that is streamed', () => {
  /** One piece, then silence; tells whether it was given up. */
  const silentAfterOne = () => {
    const state = { told: false };
    let asked = 0;
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          asked++ === 0 ? Promise.resolve({ done: false, value: new Uint8Array(10) }) : new Promise(() => {}),
        return: () => {
          state.told = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    return { body, state };
  };

  it.each([
    ['answered before all of it was sent', 'HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nno'],
    ['cut off', undefined],
  ])('is given up where the request is %s', async (_, answer) => {
    const at = await tcpServer((socket) =>
      socket.once('data', () => (answer === undefined ? socket.destroy() : socket.write(answer))),
    );
    const { body, state } = silentAfterOne();
    const sent = transport()(post(`http://127.0.0.1:${at.port}/`, body), { scope: new Scope() });
    if (answer === undefined) expect(await failed(sent)).toMatchObject({ code: 'network' });
    else expect(await readAll((await sent).body)).toBe('no');
    await expect.poll(() => state.told).toBe(true);
  });

  it("is the caller's where its source fails or is not as long as was said: no failure of the server's", async () => {
    const at = await tcpServer(() => {});
    async function* breaking() {
      yield new Uint8Array(5);
      throw new Error('The microphone was unplugged.');
    }
    expect(
      await failed(transport()(post(`http://127.0.0.1:${at.port}/`, breaking()), { scope: new Scope() })),
    ).toMatchObject({
      code: 'invalid-request',
      retry: 'never',
      message: "The request's body could not be read: The microphone was unplugged.",
      cause: { message: 'The microphone was unplugged.' },
    });
    async function* short() {
      yield new Uint8Array(5);
    }
    const headers = { 'content-length': '10' };
    expect(
      await failed(transport()(post(`http://127.0.0.1:${at.port}/`, short(), headers), { scope: new Scope() })),
    ).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('content-length') });
  });
});

describe('an abort closes the socket within 50 ms, as the server sees it', () => {
  const closesInTime = async (scope: Scope, closed: Promise<number>) => {
    const abortedAtMs = performance.now();
    scope.cancel('enough');
    expect((await closed) - abortedAtMs).toBeLessThan(50);
  };

  it('while the TLS handshake hangs', async () => {
    const at = await tcpServer(() => {});
    const scope = new Scope();
    const answer = failed(transport()(get(`https://127.0.0.1:${at.port}/`), { scope, connectMs: 60_000 }));
    await expect.poll(() => at.sockets.length).toBe(1);
    await closesInTime(scope, at.closed);
    expect(await answer).toMatchObject({ code: 'aborted', cause: 'enough' });
  });

  it('while the proxy does not answer', async () => {
    const at = await tcpServer(() => {});
    const scope = new Scope();
    const answer = failed(
      transport({ proxy: `http://127.0.0.1:${at.port}` })(get('https://vendor.example/'), { scope, connectMs: 60_000 }),
    );
    await expect.poll(() => at.sockets.length).toBe(1);
    await closesInTime(scope, at.closed);
    expect(await answer).toMatchObject({ code: 'aborted' });
  });

  it('before the headers', async () => {
    const at = await tcpServer(() => {});
    const scope = new Scope();
    const answer = failed(transport()(get(`http://127.0.0.1:${at.port}/`), { scope }));
    await expect.poll(() => at.sockets.length).toBe(1);
    await pause(20);
    await closesInTime(scope, at.closed);
    expect(await answer).toMatchObject({ code: 'aborted' });
  });

  it('before the first byte of the body', async () => {
    const at = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'));
    const scope = new Scope();
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope });
    const rest = failed(readAll(body));
    await closesInTime(scope, at.closed);
    expect(await rest).toMatchObject({ code: 'aborted' });
  });

  it('in the middle of the body, after what had arrived was read', async () => {
    const at = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    const scope = new Scope();
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope });
    await pause(20);
    await closesInTime(scope, at.closed);
    expect(new TextDecoder().decode((await readOnce(body)) as Uint8Array)).toBe('half');
    expect(await failed(readOnce(body))).toMatchObject({ code: 'aborted' });
  });

  it('by the reader, who has read enough', async () => {
    const at = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() });
    const leftAtMs = performance.now();
    body.cancel();
    expect((await at.closed) - leftAtMs).toBeLessThan(50);
    expect(await readOnce(body)).toBeNull();
  });

  it('while the request is being sent from a silent source', async () => {
    const at = await tcpServer(() => {});
    const scope = new Scope();
    let told = false;
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => {
          told = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const answer = failed(transport()(post(`http://127.0.0.1:${at.port}/`, silent), { scope }));
    await expect.poll(() => at.sockets.length).toBe(1);
    await pause(20);
    await closesInTime(scope, at.closed);
    expect(await answer).toMatchObject({ code: 'aborted' });
    expect(told).toBe(true);
  });

  it('and leaves a request that waits for a place without ever sending it', async () => {
    const at = await server((_, response) => setTimeout(() => response.end('x'), 60));
    const send = transport({ connections: 1 });
    const first = send(get(`${at.url}/first`), { scope: new Scope() });
    const scope = new Scope();
    const second = failed(send(get(`${at.url}/second`), { scope, connectMs: 20 }));
    const third = send(get(`${at.url}/third`), { scope: new Scope(), connectMs: 20 });
    await pause(10);
    scope.cancel();
    expect(await second).toMatchObject({ code: 'aborted' });
    await readAll((await first).body);
    await readAll((await third).body);
    expect(at.requests.map(({ url }) => url)).toEqual(['/first', '/third']);
    expect(at.opened()).toBe(1);
  });

  it('waits for a place no longer than it may, and then sends nothing', async () => {
    const at = await server((_, response) => setTimeout(() => response.end('x'), 80));
    const send = transport({ connections: 1 });
    const first = send(get(`${at.url}/first`), { scope: new Scope(), queueMs: 20 });
    const second = failed(send(get(`${at.url}/second`), { scope: new Scope(), queueMs: 20, connectMs: 5 }));
    expect(await second).toMatchObject({ code: 'timeout', phase: 'queue' });
    await readAll((await first).body);
    await pause(20);
    expect(at.requests.map(({ url }) => url)).toEqual(['/first']);
  });

  it('and sends nothing when it comes first', async () => {
    const at = await server((_, response) => response.end());
    const scope = new Scope();
    scope.cancel();
    expect(await failed(transport()(get(at.url), { scope }))).toMatchObject({ code: 'aborted' });
    expect(at.opened()).toBe(0);
  });
});

describe('deadlines', () => {
  it('ends a connecting that takes too long, and its socket', async () => {
    const at = await tcpServer(() => {});
    const error = await failed(
      transport()(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope(), connectMs: 60 }),
    );
    expect(error).toMatchObject({ code: 'timeout', phase: 'connect', retry: 'same' });
    await at.closed;
  });

  it('ends the connecting of all who wait for one handshake, each in its own time', async () => {
    const at = await tcpServer(() => {});
    const send = transport();
    const phases = await Promise.all(
      [30, 60, 90].map((connectMs) =>
        failed(send(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope(), connectMs })),
      ),
    );
    expect(phases.map(({ phase }) => phase)).toEqual(['connect', 'connect', 'connect']);
  });

  it('ends an exchange whose headers do not come', async () => {
    const at = await tcpServer(() => {});
    const error = await failed(transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope(), headersMs: 60 }));
    expect(error).toMatchObject({ code: 'timeout', phase: 'headers' });
    await at.closed;
  });

  it('does not count the time in which a body is still being sent', async () => {
    const at = await server((_, response) => response.end('done'));
    async function* slow() {
      for (let piece = 0; piece < 6; piece++) {
        await pause(40);
        yield new Uint8Array(10);
      }
    }
    const { status } = await transport()(post(at.url, slow()), { scope: new Scope(), headersMs: 120 });
    expect(status).toBe(200);
  });
});

describe('a connection that fails', () => {
  it('says where and why when it is refused, without path, query or credentials', async () => {
    const at = await tcpServer(() => {});
    await Promise.all(open.splice(0).map((one) => one.close()));
    const error = await failed(transport()(get(`http://127.0.0.1:${at.port}/path?key=secret`), { scope: new Scope() }));
    expect(error).toMatchObject({
      code: 'network',
      retry: 'same',
      message: `No answer from 127.0.0.1:${at.port}: the connection was refused (ECONNREFUSED).`,
    });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names a host that does not exist', async () => {
    const error = await failed(transport()(get('http://no-such-host.invalid/'), { scope: new Scope() }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^No answer from no-such-host\.invalid:80: the host name /);
  });

  it('tells of a reset before the headers', async () => {
    const at = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await failed(transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() }))).toMatchObject({
      code: 'network',
    });
  });

  it('tells of a body that was cut, after what had arrived', async () => {
    const at = await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.destroy(), 30);
    });
    const { body } = await transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() });
    expect(new TextDecoder().decode((await readOnce(body)) as Uint8Array)).toBe('half');
    expect(await failed(readOnce(body))).toMatchObject({ code: 'network' });
  });

  it('is told from a server that speaks something else', async () => {
    const at = await tcpServer((socket) => socket.once('data', () => socket.write('220 mail.example ESMTP\r\n')));
    expect(await failed(transport()(get(`http://127.0.0.1:${at.port}/`), { scope: new Scope() }))).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('is told from a response head beyond the limit', async () => {
    const at = await server((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(4_000) }).end());
    expect(await failed(transport({ maxHeaderBytes: 2_000 })(get(at.url), { scope: new Scope() }))).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('is told from a header that cannot be sent; its value is not shown', async () => {
    const error = await failed(
      transport()(get('http://127.0.0.1:1/', { headers: { 'x-key': 'se\ncret' } }), { scope: new Scope() }),
    );
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('x-key') });
    expect(error.message).not.toContain('cret');
  });

  it('cannot be made by a transport that was closed', async () => {
    const at = await server((_, response) => response.end());
    const send = transport();
    await readAll((await send(get(at.url), { scope: new Scope() })).body);
    await send.close();
    expect(await failed(send(get(at.url), { scope: new Scope() }))).toMatchObject({ code: 'config' });
    await expect.poll(() => at.sockets.size).toBe(0);
  });

  it('is a wrong option where an option is wrong', () => {
    expect(() => nodeTransport({ conections: 3 } as NodeTransportOptions)).toThrow(/conections.*connections/);
    expect(() => nodeTransport({ proxy: '' })).toThrow(/proxy/);
  });
});

describe('TLS', () => {
  let cert: Buffer;
  let key: Buffer;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'kit-http-'));
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        join(folder, 'key.pem'),
        '-out',
        join(folder, 'cert.pem'),
      ],
      { stdio: 'ignore' },
    );
    cert = readFileSync(join(folder, 'cert.pem'));
    key = readFileSync(join(folder, 'key.pem'));
  });

  it('trusts no certificate that nobody vouches for, and says so', async () => {
    const at = await listening(createSecureServer({ cert, key }, (_, response) => response.end('secret')) as never);
    open.push(at);
    const error = await failed(transport()(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope() }));
    expect(error).toMatchObject({ code: 'network', retry: 'other-provider' });
    expect(error.message).toMatch(/^No secure connection to 127\.0\.0\.1:\d+: DEPTH_ZERO_SELF_SIGNED_CERT\.$/);
  });

  it('trusts the authorities that it was given', async () => {
    const at = await listening(createSecureServer({ cert, key }, (_, response) => response.end('secret')) as never);
    open.push(at);
    const { body } = await transport({ ca: cert })(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope() });
    expect(await readAll(body)).toBe('secret');
  });

  it('speaks HTTP/2 where the server does, all calls over one connection', async () => {
    const versions: string[] = [];
    let sessions = 0;
    const two = createHttp2Server({ cert, key, allowHTTP1: true }, (request, response) => {
      versions.push(request.httpVersion);
      response.end('two');
    });
    two.on('session', () => sessions++);
    const at = await listening(two as never);
    open.push(at);
    const send = transport({ ca: cert });
    const atOnce = () =>
      Promise.all(
        [1, 2, 3].map(async () =>
          readAll((await send(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope() })).body),
        ),
      );
    expect(await atOnce()).toEqual(['two', 'two', 'two']);
    await pause(10);
    expect(await atOnce()).toEqual(['two', 'two', 'two']);
    expect(versions).toEqual(Array.from({ length: 6 }, () => '2.0'));
    expect(sessions).toBe(1);
    await transport({ ca: cert, http2: false })(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope() });
    expect(versions.at(-1)).toBe('1.1');
  });

  it('makes no call wait for the streams of a connection that the server retires', async () => {
    const running: { end(chunk: string): unknown }[] = [];
    const sessions: ServerHttp2Session[] = [];
    const two = createHttp2Server({ cert, key }, (request, response) => {
      if (request.url === '/short') return void response.end('short');
      response.write('long, ');
      running.push(response);
    });
    two.on('session', (session) => sessions.push(session));
    const at = await listening(two as never);
    open.push(at);
    const send = transport({ ca: cert });
    const answered = async (path: string) =>
      (await send(get(`https://127.0.0.1:${at.port}${path}`), { scope: new Scope() })).body;
    for (let retired = 0; retired < 2; retired++) {
      const long = await Promise.all([answered('/long'), answered('/long')]);
      sessions.at(-1)?.goaway(0, 2 ** 31 - 1);
      await pause(20);
      const short = await Promise.all([1, 2, 3].map(() => answered('/short')));
      expect(await Promise.all(short.map(readAll))).toEqual(['short', 'short', 'short']);
      for (const response of running.splice(0)) response.end('to its end');
      expect(await Promise.all(long.map(readAll))).toEqual(['long, to its end', 'long, to its end']);
    }
    expect(sessions.length).toBe(3);
  });

  it('gives a stream of HTTP/2 up by CANCEL, at once, also while its body is on its way', async () => {
    const codes: number[] = [];
    const two = createHttp2Server({ cert, key }, (request, response) => {
      request.stream.on('error', () => {});
      request.stream.on('close', () => codes.push(request.stream.rstCode ?? -1));
      // Nobody reads the body, so that its rest stays with the client.
      response.write('answer');
    });
    const at = await listening(two as never);
    open.push(at);
    const send = transport({ ca: cert });
    for (let call = 0; call < 5; call++) {
      const { body } = await send(post(`https://127.0.0.1:${at.port}/`, 'x'.repeat(400_000)), { scope: new Scope() });
      await readOnce(body);
      body.cancel();
    }
    await expect.poll(() => codes).toEqual([8, 8, 8, 8, 8]);
    expect(at.opened()).toBe(1);
  });

  it('takes an answer over HTTP/2 that the server gives up for a failure, not for its end', async () => {
    const two = createHttp2Server({ cert, key }, (request, response) => {
      response.write('half an ');
      setTimeout(() => request.stream.close(8), 20);
    });
    const at = await listening(two as never);
    open.push(at);
    const { body } = await transport({ ca: cert })(get(`https://127.0.0.1:${at.port}/`), { scope: new Scope() });
    await expect(readAll(body)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('the server gave the stream up'),
    });
  });

  it("goes through a proxy by a tunnel, and plain HTTP by absolute URLs, each with the proxy's own credentials", async () => {
    const asked: string[] = [];
    const target = await listening(
      createSecureServer({ cert, key }, (_, response) => response.end('through the tunnel')) as never,
    );
    const plain = await server((seen, response) => {
      asked.push(`${seen.method} ${seen.url} ${seen.headers['proxy-authorization']}`);
      response.end('forwarded');
    });
    const { createConnection } = await import('node:net');
    const proxy = await tcpServer((socket) =>
      socket.once('data', (head: Buffer) => {
        const text = head.toString();
        asked.push(`${text.split(' HTTP/', 1)[0]} ${/proxy-authorization: (.+)\r/.exec(text)?.[1]}`);
        const through = createConnection(target.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          through.pipe(socket).pipe(through);
        });
        through.on('error', () => socket.destroy());
      }),
    );
    open.push(target);
    const tunnelled = transport({ ca: cert, proxy: `http://user:pass@127.0.0.1:${proxy.port}` });
    expect(
      await readAll((await tunnelled(get(`https://127.0.0.1:${target.port}/`), { scope: new Scope() })).body),
    ).toBe('through the tunnel');
    const forwarded = transport({ proxy: `http://user:pass@127.0.0.1:${plain.port}` });
    expect(await readAll((await forwarded(get('http://vendor.example/path'), { scope: new Scope() })).body)).toBe(
      'forwarded',
    );
    expect(asked).toEqual([
      `CONNECT 127.0.0.1:${target.port} Basic dXNlcjpwYXNz`,
      'GET http://vendor.example/path Basic dXNlcjpwYXNz',
    ]);
  });

  it('tells of a proxy that refuses', async () => {
    const proxy = await tcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
    );
    const error = await failed(
      transport({ proxy: `http://127.0.0.1:${proxy.port}` })(get('https://vendor.example/'), { scope: new Scope() }),
    );
    expect(error).toMatchObject({
      code: 'network',
      message: `The proxy 127.0.0.1:${proxy.port} refused the way to vendor.example:443: 407.`,
    });
  });
});
