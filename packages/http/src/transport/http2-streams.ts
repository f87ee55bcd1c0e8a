// Streams of HTTP/2 that end before their answer does, by us or by the server.
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * Streams over this connection are given up by `RST_STREAM` with `CANCEL`, at once; those that the server gives up so have
 * failed.
 *
 * Undici (8.12) calls `stream.close()` and then destroys the stream. Without a code, `close()` waits for the rest of the
 * body before it resets the stream, and Node (24.21) destroys the stream without a reset: for a body that is still on its
 * way, nghttp2 then asks for more of it for ever, and the process with it.
 */
export function correctStreamEnds(socket: Socket): void {
  const session = sessionOf(socket);
  if (session) session.request = requestWithEnds;
}

function requestWithEnds(
  this: ClientHttp2Session,
  ...given: Parameters<ClientHttp2Session['request']>
): ClientHttp2Stream {
  const { request } = Object.getPrototypeOf(this) as ClientHttp2Session;
  const stream = request.apply(this, given);
  stream.close = closeByCancel;
  // Stands before undici's own listener, for which every end is a whole answer.
  stream.once('end', failWhereReset);
  return stream;
}

/** For Node a reset by `CANCEL` is an end like any other, without an error. */
function failWhereReset(this: ClientHttp2Stream): void {
  if (this.rstCode !== constants.NGHTTP2_CANCEL || this.listenerCount('error') === 0) return;
  this.emit('error', Object.assign(new Error('The server gave the stream up.'), { code: 'ERR_HTTP2_STREAM_CANCEL' }));
}

function closeByCancel(this: ClientHttp2Stream, code: number = constants.NGHTTP2_CANCEL, callback?: () => void): void {
  const { close } = Object.getPrototypeOf(this) as ClientHttp2Stream;
  close.call(this, code, callback);
}

/** The session that was made over a socket: both Node and undici keep it there, neither hands it out. */
function sessionOf(socket: Socket): ClientHttp2Session | undefined {
  for (const key of Object.getOwnPropertySymbols(socket)) {
    const value = (socket as unknown as Record<symbol, Partial<ClientHttp2Session> | undefined>)[key];
    if (typeof value?.request === 'function' && typeof value.goaway === 'function') return value as ClientHttp2Session;
  }
  return undefined;
}
