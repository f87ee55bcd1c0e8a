// What `#runtime` is in workers and browsers: nothing here leads to undici.
import { KitError } from '@kit/core';
import { fetchTransport } from './fetch-transport.ts';
import type { NodeTransportOptions } from './node-options.ts';
import type { Sender } from './sender.ts';

/** @throws KitError `config` for options that only Node has. */
export function openSender(options?: NodeTransportOptions): Sender {
  // Workers have no inside that a name could lead to; the rest of `publicOnly` is checked before.
  const { publicOnly: _, proxy = false, ...rest } = options ?? {};
  if (proxy !== false || Object.keys(rest).length > 0)
    throw new KitError('config', 'nodeTransport() needs Node. Leave `transport` out, or use fetchTransport().', {
      field: 'transport',
    });
  return { send: fetchTransport(), close: () => Promise.resolve() };
}
