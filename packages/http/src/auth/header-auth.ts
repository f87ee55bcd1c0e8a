// Auth by a header of the vendor's own.
import type { Auth } from './auth.ts';
import { type KeyAuthOptions, keyAuth } from './key-auth.ts';

export interface HeaderAuthOptions extends KeyAuthOptions {
  /** `x-api-key`, `api-key`, `x-goog-api-key`, … */
  readonly header: string;
  /** Stands before the key: `Token `, `Key `. None by default. */
  readonly prefix?: string;
}

/**
 * @example
 * headerAuth({ header: 'x-api-key', apiKey: options.apiKey, environment: ['ANTHROPIC_API_KEY'] })
 */
export function headerAuth({ header, prefix = '', ...options }: HeaderAuthOptions): Auth {
  const name = header.toLowerCase();
  return keyAuth(options, (request, key) => {
    request.headers[name] = prefix + key;
  });
}
