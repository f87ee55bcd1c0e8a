// Anthropic's wire, loaded with its first call. What MiniMax ignores is not sent, and told.
import type { Encoded, JsonObject, OperationDeclaration, Warning } from '@kit/core';
import { type ChatOperations, loadedChats } from '@kit/http';
import { isRecord } from '@kit/wire';
import { isBeforeM3 } from './capabilities.ts';

/** It lies beside the other: `/anthropic/v1/messages`. */
export function messagesOperations(baseURL: string): ChatOperations {
  return loadedChats(
    async () => {
      const { anthropicOperations, compatibleMessages, compatibleRules, effortLevels } = await import(
        '@kit/transformer-anthropic'
      );
      const rules = (model: string) => ({
        ...compatibleRules,
        maxOutputTokens: 32_768,
        // Adaptive thinking has no degrees: any will do.
        efforts: ['minimal', ...effortLevels],
        thinking: {
          budget: false,
          adaptive: true,
          off: isBeforeM3(model) ? ('never' as const) : ('disabled' as const),
        },
      });
      const { chat, stream } = anthropicOperations(compatibleMessages({ rules }));
      return { chat: plain(chat), stream: plain(stream) };
    },
    { baseURL },
  );
}

/** The operation without what this vendor has no ears for. */
function plain<K extends 'chat' | 'stream'>(operation: OperationDeclaration<K>): OperationDeclaration<K> {
  if ('load' in operation) return operation;
  if ('transformer' in operation) {
    const { transformer } = operation;
    const encode: typeof transformer.encode = (request, context) => settled(transformer.encode(request, context));
    return { ...operation, transformer: { ...transformer, encode } };
  }
  const { streamTransformer } = operation;
  const encode: typeof streamTransformer.encode = (request, context) =>
    settled(streamTransformer.encode(request, context));
  return { ...operation, streamTransformer: { ...streamTransformer, encode } };
}

const ignored: Readonly<Record<string, string>> = {
  top_k: 'topK',
  stop_sequences: 'stop',
  service_tier: 'serviceTier',
};

function settled<S>(encoded: Encoded<S>): Encoded<S> {
  const { wire, warnings } = encoded;
  if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return encoded;
  const { output_config: _, thinking, temperature, ...body } = wire.body.value as JsonObject;
  const told: Warning[] = [];
  const sent: Record<string, JsonObject[string]> = {};
  for (const [field, value] of Object.entries(body)) {
    const feature = ignored[field];
    if (feature === undefined) sent[field] = value;
    else told.push({ feature, detail: 'The vendor does not take it; left out.' });
  }
  if (typeof temperature === 'number' && (temperature <= 0 || temperature > 1))
    told.push({ feature: 'temperature', detail: 'It must be above 0, and 1 at most; left out.' });
  else if (temperature !== undefined) sent.temperature = temperature;
  // Older models always think, and have no word for it.
  if (isRecord(thinking) && !isBeforeM3(String(body.model))) sent.thinking = { type: String(thinking.type) };
  return {
    ...encoded,
    wire: { ...wire, body: { type: 'json', value: sent as JsonObject } },
    warnings: [...warnings, ...told],
  };
}
