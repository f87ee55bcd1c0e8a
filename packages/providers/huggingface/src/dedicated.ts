// What a dedicated endpoint offers: OpenAI's wire below `/v1`, and what its engine has beside that.
import type { OperationDeclaration, WireReply } from '@kit/core';
import { type HandledOperation, healthOperation } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { dialectOf } from './dialect.ts';
import type { DedicatedOperation, DedicatedOptions } from './options.ts';
import { beside } from './tasks/address.ts';

type Operations = { readonly [K in DedicatedOperation]: OperationDeclaration<K> | HandledOperation<K> };

export function dedicatedOperations({
  api = 'chat',
  pooling,
  engine,
}: Pick<DedicatedOptions, 'api' | 'pooling' | 'engine'>): Operations {
  const { embed, ...openai } = openaiOperations(dialectOf(engine), {
    api,
    operations: ['chat', 'stream', 'complete', 'embed', 'models'],
  });
  const task = (place: string): OperationDeclaration<'embed'> => ({
    load: async () => (await import('./tasks/embed.ts')).embedOperation((_, root) => `${root}${place}`, pooling),
  });
  return {
    ...openai,
    embed: engine === 'tei' ? task('/embed') : engine === 'custom' ? task('') : embed,
    rerank:
      engine === 'tei'
        ? { load: async () => (await import('./tasks/rerank.ts')).textsRerankOperation() }
        : rerankOperation(),
    countTokens: { load: async () => (await import('./tasks/tokenize.ts')).tokenizeOperation(engine) },
    huggingfaceTask: {
      load: async () => (await import('./tasks/task.ts')).taskOperation((_model, _task, root) => root),
    },
    health: healthOperation({
      ask: (_, codec) => ({ method: 'GET', url: beside(codec, '/health') }),
      read: readHealth,
    }),
  };
}

/** Engines answer nothing, or JSON; what else comes is of a proxy. */
function readHealth(reply: WireReply): undefined {
  if (reply.text().trim() !== '') reply.json();
}
