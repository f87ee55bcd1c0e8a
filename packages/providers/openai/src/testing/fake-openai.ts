// A real server on loopback that answers what a test tells it to, and remembers what it was asked.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: unknown;
}

export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FakeOpenai extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
}

/** `answer` gives a JSON value, text or bytes; nothing is a 404. */
export async function fakeOpenai(answer: (asked: Asked) => Answered | undefined): Promise<FakeOpenai> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one: Asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        text,
        json: parsed(text),
      };
      asked.push(one);
      const {
        status = 200,
        headers = {},
        body,
      } = answer(one) ?? {
        status: 404,
        body: { error: { message: 'nothing here', type: 'invalid_request_error', param: null, code: null } },
      };
      const plain = typeof body === 'string' || body instanceof Uint8Array;
      response.writeHead(status, { 'content-type': plain ? 'text/event-stream' : 'application/json', ...headers });
      response.end(plain ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
