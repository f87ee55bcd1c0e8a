// The operations `chat` and `stream`: deep search.
import type { OpenaiOperations } from '@kit/transformer-openai';

export function deepSearchOperations(baseURL: string): OpenaiOperations<'chat' | 'stream'> {
  const endpoint = { path: '/chat/completions', baseURL };
  return {
    chat: {
      load: async () => {
        const { deepSearchTransformer } = await import('./transformer.ts');
        return { endpoint, transformer: deepSearchTransformer };
      },
    },
    stream: {
      load: async () => {
        const { deepSearchStreamTransformer } = await import('./transformer.ts');
        return { endpoint, streamTransformer: deepSearchStreamTransformer };
      },
    },
  };
}
