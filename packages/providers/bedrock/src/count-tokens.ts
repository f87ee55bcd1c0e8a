// Token counts, which models of some vendors have: of what Converse would send, or of an Anthropic body.
import {
  type ChatRequest,
  type CodecContext,
  type CountTokensResponse,
  type Decoded,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Transformer,
  type Warning,
  type WireReply,
} from '@kit/core';
import { chatTransformer } from '@kit/transformer-anthropic';
import { bytesToBase64, numberOf, recordOf } from '@kit/wire';
import { encodeBody } from './converse/encode-request.ts';
import { invokeDialect } from './invoke/dialect.ts';
import { type BaseModels, foundationModel, modelPath } from './model-id.ts';

type Input = { readonly input: JsonValue; readonly warnings: readonly Warning[] };

export function countTokens(
  counted: 'converse' | 'invoke',
  baseModels: BaseModels | undefined,
): OperationDeclaration<'countTokens'> {
  const inputOf = counted === 'invoke' ? anthropicInput(baseModels) : converseInput(baseModels);
  const transformer: Transformer<'countTokens'> = {
    encode(request, context) {
      const { input, warnings } = inputOf(request, context);
      return { wire: { body: { type: 'json', value: { input } } }, warnings, state: undefined };
    },
    decode: decodeCount,
  };
  return {
    // Inference profiles cannot count; their foundation model can.
    endpoint: { path: ({ model = '' }) => modelPath(foundationModel(model, baseModels), 'count-tokens') },
    transformer,
  };
}

const converseInput =
  (baseModels: BaseModels | undefined) =>
  (request: ChatRequest, context: CodecContext): Input => {
    const { body, warnings } = encodeBody(request, context, baseModels);
    const { messages, system, toolConfig, additionalModelRequestFields: additional } = body;
    const converse = {
      messages,
      ...(system !== undefined && { system }),
      ...(toolConfig !== undefined && { toolConfig }),
      ...(additional !== undefined && { additionalModelRequestFields: additional }),
    };
    return { input: { converse } as JsonValue, warnings };
  };

function anthropicInput(baseModels: BaseModels | undefined) {
  const { encode } = chatTransformer(invokeDialect(baseModels));
  return (request: ChatRequest, context: CodecContext): Input => {
    const { wire, warnings } = encode(request, context);
    const value = wire.body?.type === 'json' ? wire.body.value : {};
    const body = bytesToBase64(new TextEncoder().encode(JSON.stringify(value)));
    return { input: { invokeModel: { body } }, warnings };
  };
}

function decodeCount(reply: WireReply): Decoded<CountTokensResponse> {
  const inputTokens = numberOf(recordOf(reply.json())?.inputTokens);
  if (inputTokens === undefined) throw new KitError('invalid-response', 'The reply has no `inputTokens`.');
  return { inputTokens };
}
