// Streams of HTTP/2 that are given up: undici closes them in a way that Node does not survive.
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * Streams over this connection are given up by `RST_STREAM` with `CANCEL`, at once.
 *
 * Undici (8.12) calls `stream.close()` and then destroys the stream. Without a code, `close()` waits for the rest of the
 * body before it resets the stream, and Node (24.21) destroys the stream without a reset: for a body that is still on its
 * way, nghttp2 then asks for more of it for ever, and the process with it.
 */
export function cancelsStreams(socket: Socket): void {
  const session = sessionOf(socket);
  if (session) session.request = requestToCancel;
}

function requestToCancel(
  this: ClientHttp2Session,
  ...given: Parameters<ClientHttp2Session['request']>
): ClientHttp2Stream {
  const { request } = Object.getPrototypeOf(this) as ClientHttp2Session;
  const stream = request.apply(this, given);
  stream.close = closeByCancel;
  return stream;
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
