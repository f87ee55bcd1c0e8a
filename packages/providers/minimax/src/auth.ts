// How MiniMax knows who asks: a bearer key, which Anthropic's wire has in a header of its own.
import { type ApiKey, type Auth, keyAuth } from '@kit/http';

export function minimaxAuth(apiKey: ApiKey | undefined): Auth {
  return keyAuth({ apiKey, environment: ['MINIMAX_API_KEY'], owner: 'MiniMax' }, ({ url, headers }, key) => {
    if (new URL(url).pathname.endsWith('/messages')) headers['x-api-key'] = key;
    else headers.authorization = `Bearer ${key}`;
  });
}
