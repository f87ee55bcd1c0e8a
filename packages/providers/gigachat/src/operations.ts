// What GigaChat can be asked. Each operation is loaded with its first call.
import type { OperationDeclaration } from '@kit/core';
import { type HandledOperation, loadedOperation } from '@kit/http';
import { embedOperation } from './embed.ts';
import { health } from './health.ts';
import { modelsOperation } from './live-models.ts';
import type { GigachatOptions } from './options.ts';

export interface OperationChoices {
  readonly contract: NonNullable<GigachatOptions['contract']>;
  /** Model of batched requests that name none. */
  readonly model: string | undefined;
}

export function gigachatOperations({ contract, model }: OperationChoices) {
  const wire = () => (contract === 'v2' ? import('./v2/operations.ts') : import('./v1/operations.ts'));
  const chat: OperationDeclaration<'chat'> = { load: async () => (await wire()).chat };
  const stream: OperationDeclaration<'stream'> = { load: async () => (await wire()).stream };
  const countTokens: OperationDeclaration<'countTokens'> = {
    load: async () => (await import('./count-tokens.ts')).countTokensOperation,
  };
  const batch: HandledOperation<'batch'> = {
    handle: async (call, exchange) => (await import('./batch.ts')).runBatch(call, exchange, model),
  };
  return {
    chat,
    stream,
    embed: embedOperation,
    image: loadedOperation<'image'>(async () => {
      const { imageOperation } = await import('./image.ts');
      return imageOperation(chat, contract === 'v2' ? 'image_generate' : 'text2image');
    }),
    countTokens,
    models: modelsOperation,
    health,
    files: loadedOperation<'files'>(async () => (await import('./files.ts')).filesOperation),
    batch,
  };
}
