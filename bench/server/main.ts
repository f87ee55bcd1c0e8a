// The mock server, a process of its own: speaks just enough HTTP/1.1 to cost little. Tells its parent the port.
import { createServer, type Socket } from 'node:net';
import { type Reply, refusal, replyFor } from './reply.ts';
import { readScenario } from './scenario.ts';

const SLOW_INTERVAL_MS = 20;
const replies = new Map<string, Reply | undefined>();

/** The reply to a request's path; clients put their own endings behind the scenario. */
function replyTo(path: string): Reply | undefined {
  const key = path.split('/').slice(0, 4).join('/');
  if (!replies.has(key)) {
    const scenario = readScenario(key);
    replies.set(key, scenario && replyFor(scenario));
  }
  return replies.get(key);
}

/** Reads requests off a connection: heads are looked at, bodies only counted. */
function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let head = '';
  let path = '';
  let bodyLeft = -1;
  socket.on('data', (bytes: Buffer) => {
    let rest = bytes;
    while (rest.length > 0) {
      if (bodyLeft < 0) {
        const before = head.length;
        head += rest.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
        const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end));
        if (!length) return void socket.end(refusal('411 Length Required'));
        bodyLeft = Number(length[1]);
        rest = rest.subarray(end + 4 - before);
        head = '';
      }
      const taken = Math.min(bodyLeft, rest.length);
      bodyLeft -= taken;
      rest = rest.subarray(taken);
      if (bodyLeft > 0) return;
      bodyLeft = -1;
      const reply = replyTo(path);
      if (!reply) return void socket.end(refusal('404 Not Found'));
      send(socket, reply);
    }
  });
}

function send(socket: Socket, { writes, delivery }: Reply): void {
  if (delivery === 'live') return sendLive(socket, writes, 0);
  if (delivery === 'slow') return sendSlow(socket, writes);
  for (const bytes of writes) socket.write(bytes);
}

/** One write a turn, and none while the reader is behind: then what is written would arrive in one piece. */
function sendLive(socket: Socket, writes: readonly Buffer[], from: number): void {
  const bytes = writes[from];
  if (bytes === undefined || socket.destroyed) return;
  const next = () => sendLive(socket, writes, from + 1);
  if (socket.write(bytes)) setImmediate(next);
  else socket.once('drain', next);
}

function sendSlow(socket: Socket, writes: readonly Buffer[]): void {
  let at = 0;
  const next = () => {
    const bytes = writes[at++];
    if (bytes !== undefined && !socket.destroyed) socket.write(bytes);
    if (at < writes.length && !socket.destroyed) return;
    clearInterval(timer);
    socket.end();
  };
  const timer = setInterval(next, SLOW_INTERVAL_MS);
  next();
}

const server = createServer(serve);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.on('disconnect', () => process.exit(0));
