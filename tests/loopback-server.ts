// A bare HTTP server on loopback that does what a test tells it, and knows when its sockets were closed.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LoopbackServer {
  readonly url: string;
  /** Requests that arrived. */
  readonly requests: readonly IncomingMessage[];
  /** Resolves with the time (`performance.now()`) at which the next open socket closes. */
  nextClose(): Promise<number>;
  close(): Promise<void>;
}

export async function loopbackServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const requests: IncomingMessage[] = [];
  const waiting: ((at: number) => void)[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const resolve of waiting.splice(0)) resolve(performance.now());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    nextClose: () => new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
