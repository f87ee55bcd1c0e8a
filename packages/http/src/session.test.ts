import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createContext, KitError } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { listening } from '../testing/fake-vendor.ts';
import { openSession, type SessionOptions } from './session.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

interface Peer {
  readonly headers: Record<string, string | string[] | undefined>;
  send(data: string | Uint8Array): void;
  close(code: number, reason?: string): void;
  readonly socket: Socket;
}

/** The least of a WebSocket server (RFC 6455): unmasked frames out, masked frames in. */
async function socketServer(
  onMessage: (peer: Peer, text: string) => void,
  onOpen: (peer: Peer) => void = () => {},
  refuse = false,
) {
  const server = createServer();
  const peers: Peer[] = [];
  server.on('upgrade', (request, socket: Socket) => {
    socket.on('error', () => {});
    if (refuse) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    const peer: Peer = {
      headers: request.headers,
      socket,
      send: (data) => socket.write(frame(typeof data === 'string' ? 1 : 2, Buffer.from(data as string))),
      close: (code, reason = '') => {
        const payload = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
        socket.write(frame(8, payload));
      },
    };
    peers.push(peer);
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const read = unframe(pending);
        if (!read) return;
        pending = pending.subarray(read.length);
        if (read.opcode === 8) socket.end(frame(8, read.payload));
        else onMessage(peer, read.payload.toString());
      }
    });
    onOpen(peer);
  });
  const at = await listening(server);
  open.push(at);
  return { url: `ws://127.0.0.1:${at.port}/live?key=secret`, at, peers };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, payload]);
}

function unframe(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (bytes.length < 6) return undefined;
  const short = (bytes[1] as number) & 127;
  const headLength = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < headLength + 4) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const length = headLength + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(headLength, headLength + 4);
  const payload = Buffer.from(
    bytes.subarray(headLength + 4, length).map((byte, at) => byte ^ (mask[at % 4] as number)),
  );
  return { opcode: (bytes[0] as number) & 15, payload, length };
}

const options = (
  url: string,
  change: Partial<SessionOptions<object, string>> = {},
): SessionOptions<object, string> => ({
  url,
  context: createContext(),
  meta: { provider: 'fake' },
  encode: (message) => JSON.stringify(message),
  decode: (data, emit) => {
    if (typeof data !== 'string') return emit(`bytes ${data.length}`);
    for (const word of data.split(' ')) emit(word);
  },
  ...change,
});

describe('a session', () => {
  it('sends and receives typed messages, with headers on its opening request', async () => {
    const { url, peers } = await socketServer((peer, text) => peer.send(`got ${text}`));
    const session = await openSession(options(url, { headers: { authorization: 'Bearer x' } }));
    expect(session.meta).toMatchObject({ provider: 'fake', timings: { headersMs: expect.any(Number) } });
    await session.send({ a: 1 });
    const reader = session[Symbol.asyncIterator]();
    expect([await reader.next(), await reader.next()]).toEqual([
      { done: false, value: 'got' },
      { done: false, value: '{"a":1}' },
    ]);
    expect(peers[0]?.headers.authorization).toBe('Bearer x');
    peers[0]?.send(new Uint8Array([1, 2, 3]));
    expect(await reader.next()).toEqual({ done: false, value: 'bytes 3' });
    session.close();
  });

  it('keeps what arrives before it is read, and ends in order', async () => {
    const { url } = await socketServer(
      () => {},
      (peer) => {
        peer.send('a b');
        peer.send('c');
        peer.close(1000);
      },
    );
    const words: string[] = [];
    for await (const word of await openSession(options(url))) words.push(word);
    expect(words).toEqual(['a', 'b', 'c']);
  });

  it("says that nothing follows in the vendor's own words, and goes on receiving", async () => {
    const { url } = await socketServer((peer, text) => {
      peer.send(`last ${text}`);
      peer.close(1000);
    });
    const session = await openSession(options(url, { endMessage: () => 'bye' }));
    await session.end();
    await session.end();
    const words: string[] = [];
    for await (const word of session) words.push(word);
    expect(words).toEqual(['last', 'bye']);
    expect(await failed(session.send({}))).toMatchObject({ code: 'invalid-request' });
  });

  it('closes the connection to say it where the vendor has no words for it', async () => {
    const { url, at } = await socketServer(() => {});
    const session = await openSession(options(url));
    await session.end();
    expect(await session[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    await at.socketClosed();
  });
});

describe('a session ends', () => {
  it('with the call', async () => {
    const { url, at } = await socketServer(() => {});
    const context = createContext();
    const session = await openSession(options(url, { context }));
    const waiting = failed(session[Symbol.asyncIterator]().next());
    context.scope.cancel('enough');
    expect(await waiting).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(await failed(session.send({}))).toMatchObject({ code: 'aborted' });
    await at.socketClosed();
  });

  it('at once, also where the vendor does not answer the closing', async () => {
    const opcodes: (number | undefined)[] = [];
    let ended = 0;
    const { url } = await socketServer(
      () => {},
      (peer) => {
        peer.socket.on('end', () => ended++);
        peer.socket.removeAllListeners('data').on('data', (bytes: Buffer) => opcodes.push((bytes[0] ?? 0) & 15));
        peer.send('a');
      },
    );
    const context = createContext();
    const aborted = await openSession(options(url, { context }));
    const closed = await openSession(options(url));
    const left = await openSession(options(url));
    const endedAtMs = performance.now();
    context.scope.cancel('enough');
    closed.close();
    for await (const _ of left) break;
    await expect.poll(() => ended, { interval: 5 }).toBe(3);
    expect(performance.now() - endedAtMs).toBeLessThan(500);
    expect(opcodes).toEqual([8, 8, 8]);
    expect(await failed(aborted.send({}))).toMatchObject({ code: 'aborted' });
  });

  it('when it is closed, left or disposed of', async () => {
    const { url, at } = await socketServer(
      () => {},
      (peer) => peer.send('a'),
    );
    const closed = await openSession(options(url));
    closed.close();
    closed.close();
    expect(await closed[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    for await (const _ of await openSession(options(url))) break;
    await (await openSession(options(url)))[Symbol.asyncDispose]();
    await expect.poll(() => at.sockets.size).toBe(0);
    expect(await failed(closed.send({}))).toMatchObject({ code: 'network' });
  });

  it("with an error when the vendor closes it out of order, in the vendor's meaning where there is one", async () => {
    const { url } = await socketServer(
      () => {},
      (peer) => peer.close(4_008, 'too fast'),
    );
    expect(await failed((await openSession(options(url)))[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/^The session with 127\.0\.0\.1:\d+ was closed \(4008: too fast\)\.$/),
    });
    const told = options(url, {
      failure: (code) => (code === 4_008 ? new KitError('rate-limit', 'Told.') : undefined),
    });
    expect(await failed((await openSession(told))[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'rate-limit',
    });
    const orderly = options(url, { isOrderly: (code) => code === 4_008 });
    expect(await (await openSession(orderly))[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  it('with an error when the connection breaks', async () => {
    const { url } = await socketServer(
      () => {},
      (peer) => setTimeout(() => peer.socket.destroy(), 20),
    );
    expect(await failed((await openSession(options(url)))[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'network',
    });
  });

  it('with an error when a message makes no sense', async () => {
    const { url } = await socketServer(
      () => {},
      (peer) => peer.send('x'),
    );
    const bug = options(url, { decode: () => JSON.parse('{') as undefined });
    expect(await failed((await openSession(bug))[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'invalid-response',
    });
    const failure = options(url, {
      decode: () => {
        throw new KitError('overloaded', 'Told.');
      },
    });
    expect(await failed((await openSession(failure))[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'overloaded',
    });
  });

  it('when too much is left unread', async () => {
    const { url } = await socketServer(
      () => {},
      (peer) => peer.send('a b c d'),
    );
    const session = await openSession(options(url, { maxUnread: 2 }));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const words: string[] = [];
    const error = await failed(
      (async () => {
        for await (const word of session) words.push(word);
      })(),
    );
    expect(words).toEqual(['a', 'b']);
    expect(error).toMatchObject({ code: 'queue-full' });
  });

  it('has one reader', async () => {
    const { url } = await socketServer(() => {});
    const session = await openSession(options(url));
    const reader = session[Symbol.asyncIterator]();
    const first = reader.next();
    expect(await failed(reader.next())).toMatchObject({ code: 'invalid-request' });
    session.close();
    expect(await first).toMatchObject({ done: true });
  });
});

describe('a session that cannot be opened', () => {
  it("is refused, without its URL's secrets in the message", async () => {
    const { url } = await socketServer(
      () => {},
      () => {},
      true,
    );
    const error = await failed(openSession(options(url)));
    expect(error).toMatchObject({ code: 'network' });
    expect(error.message).not.toContain('secret');
  });

  it('takes too long, or is given up', async () => {
    const silent = await listening(createServer().on('upgrade', (_, socket) => socket.resume()));
    open.push(silent);
    const url = `ws://127.0.0.1:${silent.port}/`;
    expect(
      await failed(openSession(options(url, { context: createContext({ deadlines: { connect: 40 } }) }))),
    ).toMatchObject({ code: 'timeout', phase: 'connect' });
    const context = createContext();
    const lost = failed(openSession(options(url, { context })));
    context.scope.cancel();
    expect(await lost).toMatchObject({ code: 'aborted' });
    await silent.socketClosed();
  });

  it('has a wrong URL, or a runtime without WebSockets', async () => {
    expect(await failed(() => openSession(options('nonsense')))).toMatchObject({
      code: 'invalid-request',
      field: 'url',
    });
    expect(await failed(() => openSession(options('ws://x.example', { WebSocket: null }) as never))).toMatchObject({});
  });
});

describe('sending', () => {
  it("waits for room in the socket's buffer", async () => {
    const listeners: Record<string, (event: object) => void> = {};
    const socket = {
      bufferedAmount: 0,
      binaryType: '',
      sent: [] as unknown[],
      send(data: unknown) {
        this.sent.push(data);
        this.bufferedAmount = 5_000_000;
      },
      close() {},
      addEventListener: (type: string, listener: (event: object) => void) => {
        listeners[type] = listener;
      },
    };
    const opening = openSession(
      options('ws://x.example', {
        WebSocket: function WebSocket() {
          return socket;
        },
      }),
    );
    listeners.open?.({});
    const session = await opening;
    let sent = false;
    const sending = session.send({}).then(() => {
      sent = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(sent).toBe(false);
    socket.bufferedAmount = 10;
    await sending;
    expect(socket.sent).toEqual(['{}']);
  });
});
