// A made-up vendor for the tests: its wire, its server on a real socket.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  type CodecContext,
  chatResponse,
  type PartDecoder,
  type StreamPart,
  type StreamTransformer,
  type Transformer,
} from '@kit/core';
import { bearerAuth } from '../src/auth/bearer.ts';
import type { HttpProviderDefinition } from '../src/definition.ts';

/** The wire: `{ model, prompt }` → `{ text, tokens: [in, out] }`; streams: `{ t }` events, `{ usage }`, `[DONE]`. */
export const fakeChat: Transformer<'chat'> = {
  encode: (request) => ({
    wire: { body: { type: 'json', value: wireBody(request) } },
    warnings: warningsOf(request),
    state: undefined,
  }),
  decode(reply) {
    const { text, model, tokens } = reply.json() as { text: string; model?: string; tokens?: [number, number] };
    return chatResponse({
      choices: [{ message: { role: 'assistant', content: text }, finishReason: 'stop' }],
      meta: { responseId: 'r1', ...(model !== undefined && { model }) },
      ...(tokens && { usage: { state: 'reported' as const, inputTokens: tokens[0], outputTokens: tokens[1] } }),
    });
  },
};

export const fakeStream: StreamTransformer<'stream'> = {
  framing: 'sse',
  encode: (request) => ({
    wire: { body: { type: 'json', value: { ...wireBody(request), stream: true } } },
    warnings: warningsOf(request),
    state: undefined,
  }),
  decoder: (_state, context) => fakeDecoder(context),
};

export function fakeDecoder(context: Pick<CodecContext, 'failure'>): PartDecoder<StreamPart> {
  let started = false;
  let usage: { state: 'reported'; inputTokens: number; outputTokens: number } | undefined;
  return {
    done: false,
    finished: false,
    event(data, out) {
      const self = this as { done: boolean; finished: boolean };
      if (data === '[DONE]') {
        self.done = true;
        return;
      }
      const event = JSON.parse(data as string) as {
        t?: string;
        error?: unknown;
        end?: boolean;
        tokens?: [number, number];
      };
      if (event.error !== undefined) throw context.failure({ body: event });
      if (!started) {
        started = true;
        out.push({ type: 'start', responseId: 'r1' });
      }
      if (event.t !== undefined) out.push({ type: 'text', text: event.t });
      if (event.tokens) usage = { state: 'reported', inputTokens: event.tokens[0], outputTokens: event.tokens[1] };
      if (event.end) self.finished = true;
    },
    end(out) {
      if (!this.done && !this.finished) return false;
      out.push({ type: 'finish', finishReason: 'stop', ...(usage && { usage }) });
      return true;
    },
  };
}

function wireBody(request: { model?: string; messages: readonly { content: unknown }[]; temperature?: number }) {
  return {
    model: request.model ?? null,
    prompt: String(request.messages.at(-1)?.content),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
  };
}

const warningsOf = (request: { topK?: number }) =>
  request.topK === undefined ? [] : [{ feature: 'topK', detail: 'The vendor has none; it was left out.' }];

/** Its declaration, with a part replaced where a test wants it. */
export function fakeVendor(
  change: Partial<HttpProviderDefinition<'chat' | 'stream'>> = {},
): HttpProviderDefinition<'chat' | 'stream'> {
  return {
    id: 'fake',
    name: 'Fake',
    baseURL: 'http://127.0.0.1:1',
    auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
    operations: {
      chat: { endpoint: { path: '/chat' }, transformer: fakeChat },
      stream: { endpoint: { path: '/chat' }, streamTransformer: fakeStream },
    },
    ...change,
  };
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeServer {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** Sockets that were ever opened, and how many are still. */
  readonly sockets: Set<Socket>;
  readonly opened: () => number;
  readonly closed: () => number;
  /** Resolves when the server has seen the end of one more socket. */
  socketClosed(): Promise<void>;
  close(): Promise<void>;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => unknown;

/** A real server on the loopback interface. */
export async function fakeServer(answer: Answer): Promise<FakeServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => {});
    incoming.on('end', () => {
      const seen = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(seen);
      void answer(seen, response);
    });
  });
  return listening(server, requests);
}

export async function listening(server: Server, requests: SeenRequest[] = []): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  let closed = 0;
  const waiting: (() => void)[] = [];
  server.on('connection', (socket: Socket) => {
    opened++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      closed++;
      sockets.delete(socket);
      for (const resolve of waiting.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    sockets,
    opened: () => opened,
    closed: () => closed,
    socketClosed: () => (closed > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers server-sent events, all at once. */
export function events(response: ServerResponse, ...data: unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(data.map((item) => `data: ${typeof item === 'string' ? item : JSON.stringify(item)}\n\n`).join(''));
}
