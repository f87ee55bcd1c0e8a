// The factory.
import type { Operation, OperationDeclaration, Provider } from '@kit/core';
import { httpProvider, type MovePath, movedOperation } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { watsonxAuth } from './auth.ts';
import { completeDeclaration } from './complete.ts';
import { gatewayDialect, nativeDialect } from './dialect.ts';
import { embedDeclaration } from './embed.ts';
import { pathFor, placeFor } from './endpoint.ts';
import { health, modelsOperation } from './live-models.ts';
import { moderateOperation } from './moderate.ts';
import { checkWatsonxOptions, type Owner, ownerOf, type WatsonxOptions } from './options.ts';
import { rateLimits } from './rate-limits.ts';
import { rerankWire } from './rerank.ts';

export type WatsonxOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'transcribe'
  | 'moderate'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * IBM watsonx.ai. The key is `options.apiKey` or WATSONX_API_KEY, the region `options.region` or WATSONX_URL, the project
 * `options.projectId` or WATSONX_PROJECT_ID.
 *
 * @example
 * const ai = pipeline(watsonx({ region: 'eu-de', projectId: '…', model: 'ibm/granite-4-h-small' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, without a region, or for a project and a space at once
 */
export function watsonx(options: WatsonxOptions = {}): Provider<WatsonxOperation> {
  checkWatsonxOptions(options);
  const { id, headers, transport, deadlines, model, maxReplyBytes, learnEvents, api = 'chat' } = options;
  const place = placeFor(options);
  const owner = ownerOf(options);
  const atGateway = <K extends Operation>(declaration: OperationDeclaration<K>) =>
    movedOperation(declaration, (path) => path, place.gateway === undefined ? {} : { baseURL: place.gateway });
  const isGateway = api === 'gateway';
  const gateway = openaiOperations(gatewayDialect, {
    operations: ['chat', 'stream', 'complete', 'embed', 'image', 'models'],
  });
  const native = openaiOperations(nativeDialect(owner), { operations: ['chat', 'stream', 'transcribe'] });
  return httpProvider<WatsonxOperation>(
    {
      id: 'watsonx',
      name: 'watsonx',
      baseURL: place.baseURL,
      auth: watsonxAuth(options, place.host),
      headers: ownerHeaders(owner),
      operations: {
        chat: isGateway ? atGateway(gateway.chat) : movedOperation(native.chat, pathFor),
        stream: isGateway ? atGateway(gateway.stream) : movedOperation(native.stream, streamPath),
        complete: isGateway ? atGateway(gateway.complete) : completeDeclaration(owner),
        embed: isGateway ? atGateway(gateway.embed) : embedDeclaration(owner),
        rerank: rerankOperation(rerankWire(owner)),
        image: atGateway(gateway.image),
        transcribe: native.transcribe,
        moderate: moderateOperation(owner),
        countTokens: { load: async () => (await import('./count-tokens.ts')).countTokensDeclaration(owner) },
        models: isGateway ? atGateway(gateway.models) : modelsOperation,
        health,
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect: gatewayDialect, api: 'chat', model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      rateLimits,
      requestIdHeaders: ['x-global-transaction-id', 'x-request-id'],
      // A detector is no model.
      modelOptional: ['moderate'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    {
      ...(id !== undefined && { id }),
      ...(headers && { headers }),
      ...(transport && { transport }),
      ...(deadlines && { deadlines }),
      ...(maxReplyBytes !== undefined && { maxReplyBytes }),
      ...(learnEvents !== undefined && { learnEvents }),
      ...(options.baseURL !== undefined && { baseURL: place.baseURL }),
      ...(model !== undefined && { model }),
    },
  );
}

/** Streams have a path of their own, and no field for it. */
const streamPath: MovePath<'stream'> = (path, request) => pathFor(`${path}_stream`, request);

/** Files and batches are told whose they are by a header. */
function ownerHeaders(owner: Owner): Record<string, string> {
  if (!owner) return {};
  return 'project_id' in owner ? { 'x-ibm-project-id': owner.project_id } : { 'x-ibm-space-id': owner.space_id };
}
