// Auth by `authorization: Bearer <key>`.
import type { Auth } from './auth.ts';
import { type KeyAuthOptions, keyAuth } from './key-auth.ts';

/**
 * @example
 * bearerAuth({ apiKey: options.apiKey, environment: ['OPENAI_API_KEY'] })
 */
export function bearerAuth(options: KeyAuthOptions): Auth {
  return keyAuth(options, (request, key) => {
    request.headers.authorization = `Bearer ${key}`;
  });
}
