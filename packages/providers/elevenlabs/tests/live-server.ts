// A WebSocket server that a test plays ElevenLabs with.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

export type Said = Readonly<Record<string, unknown>>;

/** One connection, from the server's side. */
export interface Peer {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly received: readonly Said[];
  readonly closed: Promise<number>;
  say(message: object): void;
  close(code?: number, reason?: string): void;
}

export interface LiveServer {
  readonly baseURL: string;
  readonly peers: readonly Peer[];
  readonly httpRequests: readonly string[];
}

export interface LiveScript {
  readonly open?: (peer: Peer) => void;
  readonly heard?: (peer: Peer, message: Said) => void;
  /** Status with which sessions are refused. */
  readonly refuse?: number;
}

export async function liveServer({ open, heard, refuse }: LiveScript): Promise<LiveServer> {
  const peers: Peer[] = [];
  const httpRequests: string[] = [];
  const http = createServer((request, response) => {
    httpRequests.push(`${request.method} ${request.url}`);
    const detail = { status: 'invalid_api_key', message: 'Invalid API key' };
    response.writeHead(refuse ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify({ detail }));
  });
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} Refused\r\n\r\n`);
    server.handleUpgrade(request, socket, head, (connection) => {
      const peer = peerOf(connection, request);
      peers.push(peer);
      connection.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Said;
        (peer.received as Said[]).push(message);
        heard?.(peer, message);
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
  return { baseURL: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, peers, httpRequests };
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
