// NVIDIA answers 202 to requests that wait for a model. What reads such answers is loaded with the first chat, what looks
// at those that wait with the first of them.
import type { OperationDeclaration, Provider } from '@kit/core';
import type { ChatDialect } from '@kit/transformer-openai';
import type { CompatibleProvider, Made } from '../presets/preset.ts';

/** Headers that name a request. */
export const nvidiaRequestIds = ['nvcf-reqid', 'x-request-id'] as const;

/** `chat`, whose answer may be that there is none yet. */
export function queuedChat(dialect?: ChatDialect): OperationDeclaration<'chat'> {
  return {
    load: async () => {
      const { queuedTransformer } = await import('./nvidia-status.ts');
      return { endpoint: { path: '/chat/completions' }, transformer: queuedTransformer(dialect) };
    },
  };
}

/** `chat` that waits for its turn. */
export function withNvidiaQueue(provider: CompatibleProvider, made: Made): CompatibleProvider {
  const { chat } = provider.handlers;
  let status: Provider<'chat'> | undefined;
  return {
    ...provider,
    handlers: {
      ...provider.handlers,
      async chat(call) {
        const first = await chat(call);
        if (first.choices.length > 0) return first;
        const { settled, statusProvider } = await import('./nvidia-status.ts');
        status ??= statusProvider(made, nvidiaRequestIds);
        return settled(call, first, status.handlers.chat);
      },
    },
    async close() {
      await provider.close?.();
      await status?.close?.();
    },
  };
}
