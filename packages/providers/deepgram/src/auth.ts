// Keys are sent as `Token`, the short-lived tokens that a key grants as `Bearer`.
import { type CallContext, deriveContext } from '@kit/core';
import { type ApiKey, type Auth, bearerAuth, headerAuth } from '@kit/http';

export interface DeepgramAuthOptions {
  readonly apiKey?: ApiKey | undefined;
  readonly accessToken?: string | (() => string | Promise<string>) | undefined;
}

/** A call's own credentials come first: `{ apiKey }` or `{ accessToken }`. */
export function deepgramAuth({ apiKey, accessToken }: DeepgramAuthOptions): Auth {
  const owner = 'Deepgram';
  const keys = headerAuth({
    header: 'authorization',
    prefix: 'Token ',
    ...(apiKey !== undefined && { apiKey }),
    environment: ['DEEPGRAM_API_KEY'],
    owner,
  });
  const tokens = bearerAuth({
    ...(accessToken !== undefined && { apiKey: accessToken }),
    option: 'accessToken',
    owner,
  });
  const configured = apiKey === undefined && accessToken !== undefined ? tokens : keys;
  return {
    acquire(context: CallContext) {
      const { credentials } = context;
      if (!credentials) return configured.acquire(context);
      if (credentials.apiKey === undefined && typeof credentials.accessToken === 'string')
        return tokens.acquire(deriveContext(context, { credentials: { apiKey: credentials.accessToken } }));
      return keys.acquire(context);
    },
    ...(keys.events && { events: keys.events }),
  };
}
