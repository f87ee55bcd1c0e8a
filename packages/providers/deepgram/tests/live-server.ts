// A WebSocket server that a test plays Deepgram with.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** One connection, from the server's side. */
export interface Peer {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Everything that arrived: bytes as their length, text parsed. */
  readonly received: readonly unknown[];
  readonly closed: Promise<number>;
  say(message: object): void;
  close(code?: number, reason?: string): void;
}

export interface LiveServer {
  /** `http://127.0.0.1:…/v1` */
  readonly baseURL: string;
  readonly peers: readonly Peer[];
  readonly httpRequests: readonly string[];
}

export interface LiveScript {
  readonly open?: (peer: Peer) => void;
  readonly audio?: (peer: Peer, data: Buffer) => void;
  readonly text?: (peer: Peer, message: { readonly type?: string }) => void;
  /** Status with which sessions are refused. */
  readonly refuse?: number;
}

export async function liveServer({ open, audio, text, refuse }: LiveScript): Promise<LiveServer> {
  const peers: Peer[] = [];
  const httpRequests: string[] = [];
  const http = createServer((request, response) => {
    httpRequests.push(`${request.method} ${request.url}`);
    const body = { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: 'r' };
    response.writeHead(refuse ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(refuse ? body : {}));
  });
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} Refused\r\n\r\n`);
    server.handleUpgrade(request, socket, head, (connection) => {
      const peer = peerOf(connection, request);
      peers.push(peer);
      connection.on('message', (data: Buffer, isBinary: boolean) => {
        const received = peer.received as unknown[];
        if (isBinary) {
          received.push(data.length);
          audio?.(peer, data);
        } else {
          const message = JSON.parse(data.toString()) as { type?: string };
          received.push(message);
          text?.(peer, message);
        }
      });
      open?.(peer);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  });
  return { baseURL: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`, peers, httpRequests };
}

function peerOf(connection: WebSocket, request: { readonly url?: string; readonly headers: object }): Peer {
  return {
    path: request.url ?? '',
    headers: request.headers as Peer['headers'],
    received: [],
    closed: once(connection, 'close').then(([code]) => code as number),
    say: (message) => connection.send(JSON.stringify(message)),
    close: (code = 1000, reason = '') => connection.close(code, reason),
  };
}
