// Name resolution that answers public addresses only. The connection goes to what was checked, so that a name which
// changes its address between the check and the connection gains nothing.

import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { KitError } from '@kit/core';
import { isAddress, isPublicAddress } from '../media/public-address.ts';
import type { Connector } from './node-connector.ts';

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

export function publicLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(inside(), []);
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
}

/** Addresses that stand in the URL itself are never looked up. */
export function publicConnector(connect: Connector): Connector {
  return (options, callback) => {
    if (!isAddress(options.hostname) || isPublicAddress(options.hostname)) return connect(options, callback);
    // As a connection would fail: not before the caller waits for it.
    queueMicrotask(() => callback(inside(), null));
    return undefined;
  };
}

function inside(): KitError {
  return new KitError('invalid-request', 'Not connected: the address is not a public one.', { field: 'url' });
}
