// Chats, complete and streamed, each over the wire of its model's publisher. The wires of partners are loaded with their first call.
import { KitError, type OperationDeclaration } from '@kit/core';
import { type HandledOperation, shownRequest } from '@kit/http';
import { type GeminiOperations, geminiOperations } from '@kit/transformer-gemini';
import { geminiDialect } from './gemini-dialect.ts';
import { type VertexModel, vertexModel } from './publishers.ts';

type Chatting = 'chat' | 'stream' | 'countTokens' | 'complete';
type Partners = typeof import('./partners.ts');

/** One operation, by the wire of the model. `gemini`: undefined where Gemini has none of it. */
interface ByWire<K extends Chatting> {
  readonly gemini: OperationDeclaration<K> | undefined;
  readonly partner: (partners: Partners, wire: VertexModel['wire']) => OperationDeclaration<K> | undefined;
}

export function chatOperations(express: boolean) {
  const gemini: Pick<GeminiOperations, 'chat' | 'stream' | 'countTokens'> = geminiOperations(geminiDialect);
  return {
    chat: byPublisher<'chat'>(express, {
      gemini: gemini.chat,
      partner: (partners, wire) => partners.chats[wire as Exclude<VertexModel['wire'], 'gemini'>].chat,
    }),
    stream: byPublisher<'stream'>(express, {
      gemini: gemini.stream,
      partner: (partners, wire) => partners.chats[wire as Exclude<VertexModel['wire'], 'gemini'>].stream,
    }),
    countTokens: byPublisher<'countTokens'>(express, {
      gemini: gemini.countTokens,
      partner: (partners, wire) => (wire === 'anthropic' ? partners.countTokens : undefined),
    }),
    complete: byPublisher<'complete'>(express, {
      gemini: undefined,
      partner: (partners, wire) => (wire === 'mistral' ? partners.complete : undefined),
    }),
  };
}

function byPublisher<K extends Chatting>(express: boolean, { gemini, partner }: ByWire<K>): HandledOperation<K> {
  const declarationFor = async (model: string, operation: string): Promise<OperationDeclaration<K>> => {
    const { wire } = vertexModel(model);
    if (wire === 'gemini' && gemini) return gemini;
    if (express)
      throw new KitError('unsupported', 'Vertex with an API key has Gemini alone: partners need a project.', {
        model,
        field: 'model',
      });
    const found = wire === 'gemini' ? undefined : partner(await import('./partners.ts'), wire);
    if (!found)
      throw new KitError('unsupported', `Vertex has no ${operation} for ${model}.`, { model, field: 'model' });
    return found;
  };
  return {
    handle: async (call, exchange) =>
      exchange.run(call, await declarationFor((call.request as { model?: string }).model ?? '', call.operation)),
    inspect: async ({ request, operation }, codec) =>
      shownRequest(await declarationFor((request as { model?: string }).model ?? '', operation), request, codec),
  };
}
