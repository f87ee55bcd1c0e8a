// Connecting: plain, TLS, through a proxy. Every socket is known from its first moment, so that it can be ended in any.

import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { KitError } from '@kit/core';
import type { buildConnector } from 'undici';
import type { ProxyServer } from './proxy.ts';

/** Undici's connector; that it answers the socket is not in its types. */
export type Connector = (options: buildConnector.Options, callback: buildConnector.Callback) => unknown;
/** Told of the socket that is being connected; of none when it stands, and which does, or when it has failed. */
export type TrackSocket = (connecting: Socket | undefined, established?: Socket) => void;

/** A connector that tells `track` which socket it is busy with. `direct` is undici's own. */
export function trackedConnector(
  direct: Connector,
  proxy: ProxyServer | undefined,
  track: TrackSocket,
): buildConnector.connector {
  return (options, callback) => {
    const done = ((error: Error | null, socket: Socket | null) => {
      track(undefined, socket ?? undefined);
      callback(...([error, socket] as unknown as Parameters<buildConnector.Callback>));
    }) as buildConnector.Callback;
    if (!proxy) return void track(direct(options, done) as Socket);
    if (options.protocol !== 'https:') return void track(direct(toward(proxy), done) as Socket);
    track(
      tunnel(proxy, options, (error, socket) => {
        if (error) return done(error, null);
        track(direct({ ...options, httpSocket: socket as Socket }, done) as Socket);
      }),
    );
  };
}

/** Connection parameters of the proxy itself: plain HTTP is sent to it with absolute URLs. */
function toward({ protocol, hostname, port }: ProxyServer): buildConnector.Options {
  return { protocol, hostname, host: `${hostname}:${port}`, port: String(port) };
}

const MAX_ANSWER_BYTES = 16 * 1024;

/** Asks the proxy for a tunnel (CONNECT) to where `options` lead. */
function tunnel(
  proxy: ProxyServer,
  options: buildConnector.Options,
  callback: (error: Error | null, socket?: Socket) => void,
): Socket {
  const { hostname, port } = options;
  const place = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port || 443}`;
  const ask = () => {
    const authorization = proxy.authorization ? `proxy-authorization: ${proxy.authorization}\r\n` : '';
    socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${authorization}\r\n`);
  };
  const to = { host: proxy.hostname, port: proxy.port };
  const socket =
    proxy.protocol === 'https:'
      ? tls.connect({ ...to, ...(net.isIP(proxy.hostname) === 0 && { servername: proxy.hostname }) }, ask)
      : net.connect(to, ask);
  let answer = '';
  const finish = (error: Error | null) => {
    socket.off('data', read).off('error', finish).off('close', closed);
    if (!error) return callback(null, socket);
    socket.on('error', () => {}).destroy();
    callback(error);
  };
  const read = (chunk: Buffer) => {
    answer += chunk.toString('latin1');
    const end = answer.indexOf('\r\n\r\n');
    if (end < 0) {
      if (answer.length > MAX_ANSWER_BYTES) finish(new KitError('network', 'The proxy answered no HTTP.'));
      return;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
    if (status === '200') return finish(null);
    finish(
      new KitError(
        'network',
        `The proxy ${proxy.hostname}:${proxy.port} refused the way to ${place}: ${status ?? 'no HTTP status'}.`,
        { retry: 'other-provider' },
      ),
    );
  };
  const closed = () =>
    finish(new KitError('network', `The proxy ${proxy.hostname}:${proxy.port} closed the connection.`));
  socket.setNoDelay(true).on('data', read).on('error', finish).on('close', closed);
  return socket;
}
