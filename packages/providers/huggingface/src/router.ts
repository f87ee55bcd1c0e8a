// What the router offers: chat at many hosts in one form, and the tasks of Hugging Face's own machines.
import type { OperationDeclaration } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { routerHealth } from './health.ts';
import type { RouterOperation, RouterOptions } from './options.ts';
import { hostedTask } from './tasks/address.ts';

type Operations = { readonly [K in RouterOperation]: OperationDeclaration<K> | HandledOperation<K> };

export function routerOperations({ api = 'chat', pooling }: Pick<RouterOptions, 'api' | 'pooling'>): Operations {
  return {
    ...openaiOperations(dialect, { api, operations: ['chat', 'stream', 'models'] }),
    embed: {
      load: async () => {
        const { embedOperation } = await import('./tasks/embed.ts');
        return embedOperation(hostedTask('feature-extraction'), pooling);
      },
    },
    rerank: { load: async () => (await import('./tasks/rerank.ts')).similarityOperation() },
    image: { load: async () => (await import('./tasks/image.ts')).imageOperation },
    transcribe: { load: async () => (await import('./tasks/transcribe.ts')).transcribeOperation },
    huggingfaceTask: {
      load: async () => (await import('./tasks/task.ts')).taskOperation((model, task) => hostedTask(task)(model)),
    },
    health: routerHealth,
  };
}
