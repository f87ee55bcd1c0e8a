// A real HTTP server on 127.0.0.1 that remembers its requests and can misbehave.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { KitError } from '@kit/core';
import { type Answer, jsonAnswer } from './answer.ts';
import { type FaultPlan, type Faults, faultError, faultHeaders, faultSchedule, isStatusFault } from './faults.ts';
import { type ReceivedRequest, receive } from './received-request.ts';
import { sendAnswer } from './send-answer.ts';

export interface LoopbackServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Every request so far, in the order in which they came. */
  readonly requests: readonly ReceivedRequest[];
  readonly faults: Faults;
  /** Connections that are open now. */
  readonly connections: number;
  /** Resolves when so many requests have come, counted from the start. */
  received(count: number): Promise<ReceivedRequest>;
  /** Closes the port and every connection: from here on connections are refused. */
  refuse(): Promise<void>;
  /** Opens the same port again. */
  accept(): Promise<void>;
  /** Ends every connection at once and frees the port. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  readonly faults?: FaultPlan;
  readonly answer: (request: ReceivedRequest) => Answer | Promise<Answer>;
  /** The answer that a `status` fault without a body stands for, in the wire of the request. */
  readonly failure?: (request: ReceivedRequest, error: KitError) => Answer;
}

/** Starts a server on a free port. */
export async function loopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let waiting: { count: number; resolve: (request: ReceivedRequest) => void }[] = [];
  const faults = faultSchedule(options.faults);
  let index = 0;

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(incoming, response, index++);
    requests.push(request);
    for (const { count, resolve } of waiting) if (requests.length === count) resolve(request);
    waiting = waiting.filter(({ count }) => count !== requests.length);
    const fault = faults.of(request);
    if (!isStatusFault(fault)) return sendAnswer(response, await options.answer(request), fault);
    const told = fault.body === undefined ? options.failure?.(request, faultError(fault)) : undefined;
    if (!told) return sendAnswer(response, jsonAnswer(fault.status, {}), fault);
    await sendAnswer(response, { ...told, status: fault.status, headers: { ...told.headers, ...faultHeaders(fault) } });
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (!response.destroyed)
        response.writeHead(500, { 'content-type': 'text/plain' }).end(`The test server failed: ${String(error)}`);
    });
  });
  // Deadlines are what is under test: the server has none of its own.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const close = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    get connections() {
      return sockets.size;
    },
    received: (count) => {
      const there = requests[count - 1];
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.push({ count, resolve }));
    },
    refuse: close,
    accept: () => listen(port),
    close,
    [Symbol.asyncDispose]: close,
  };
}
