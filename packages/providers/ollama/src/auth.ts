// Auth: none for a server of one's own. `OLLAMA_API_KEY` is the cloud's, and is sent to no other host.
import { type ApiKey, type Auth, bearerAuth } from '@kit/http';
import { isCloud } from './host.ts';

export function ollamaAuth(apiKey: ApiKey | undefined, baseURL: string): Auth {
  const cloud = isCloud(baseURL);
  return bearerAuth({
    apiKey,
    environment: cloud ? ['OLLAMA_API_KEY'] : [],
    required: cloud,
    owner: 'Ollama',
  });
}
