// How DeepSeek knows who asks: a bearer key, which Anthropic's wire has in a header of its own.
import { type ApiKey, type Auth, keyAuth } from '@kit/http';

export function deepseekAuth(apiKey: ApiKey | undefined): Auth {
  return keyAuth({ apiKey, environment: ['DEEPSEEK_API_KEY'], owner: 'DeepSeek' }, ({ url, headers }, key) => {
    if (new URL(url).pathname.endsWith('/messages')) headers['x-api-key'] = key;
    else headers.authorization = `Bearer ${key}`;
  });
}
