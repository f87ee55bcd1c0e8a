// A transport that loads what it needs with its first request: importing undici takes longer than many a program.
import { KitError, type TransportOptions, type TransportRequest, type TransportResponse } from '@kit/core';
import { loadOnce } from '../load-once.ts';
import type { ClosableTransport } from './closable-transport.ts';
import type { NodeTransportOptions } from './node-options.ts';
import type { Sender } from './sender.ts';

/** @param options none: what fits the runtime. */
export function lazyTransport(options?: NodeTransportOptions): ClosableTransport {
  let sender: Sender | undefined;
  let closed = false;
  let loading: Promise<Sender> | undefined;
  const open = loadOnce(async () => {
    const { openSender } = await loadRuntime();
    sender = openSender(options);
    return sender;
  });
  const load = () => (loading = open());
  const send = (request: TransportRequest, how: TransportOptions): Promise<TransportResponse> => {
    if (closed) return Promise.reject(new KitError('config', 'This transport was closed.'));
    return sender ? sender.send(request, how) : load().then((loaded) => loaded.send(request, how));
  };
  const close = async () => {
    closed = true;
    await (await loading?.catch(() => undefined))?.close();
  };
  return Object.assign(send, { close });
}

/** The package's own import condition decides which file this is, so that bundles for workers never contain undici. */
function loadRuntime(): Promise<{ openSender(options?: NodeTransportOptions): Sender }> {
  return import('#runtime').catch((cause: unknown) => {
    throw new KitError('config', 'The transport for this runtime could not be loaded.', { cause, field: 'transport' });
  });
}
