// The transport for Node: undici below its streams.
import { checkOptions, type OptionChecks } from '@kit/core';
import type { ClosableTransport } from './closable-transport.ts';
import { lazyTransport } from './lazy-transport.ts';
import type { NodeTransportOptions } from './node-options.ts';

const checks = {
  proxy: (value) =>
    value === false || (typeof value === 'string' && value !== '')
      ? undefined
      : '"environment", a proxy\'s URL or false',
  ca: 'any',
  cert: 'any',
  key: 'any',
  rejectUnauthorized: 'boolean',
  http2: 'boolean',
  connections: 'positive',
  keepAliveMs: 'positive',
  publicOnly: 'boolean',
  maxHeaderBytes: 'positive',
} as const satisfies OptionChecks;

/**
 * Connections by undici: keep-alive, HTTP/2 where the server offers it, proxies, own CAs and client certificates.
 * One transport may serve many providers; whoever makes it closes it.
 *
 * @example
 * const ai = pipeline(openai({ transport: nodeTransport({ proxy: 'http://proxy.example:3128' }) }));
 */
export function nodeTransport(options: NodeTransportOptions = {}): ClosableTransport {
  checkOptions('nodeTransport', options, checks);
  return lazyTransport(options);
}
