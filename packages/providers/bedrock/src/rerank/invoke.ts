// Reranking through InvokeModel, in the model's own body: where a bearer key is all there is, or where it was asked for.
import { type OperationDeclaration, type RerankRequest, type Transformer, vendorOptions } from '@kit/core';
import { recordOf } from '@kit/wire';
import { headerUsage } from '../invoke/token-headers.ts';
import { type BaseModels, foundationModel, modelPath } from '../model-id.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { ranked, scoresIn, textOf } from './scores.ts';

export function invokeRerank(baseModels: BaseModels | undefined): OperationDeclaration<'rerank'> {
  const transformer: Transformer<'rerank', RerankRequest> = {
    encode(request, context) {
      const { model = '', query, documents, topN } = request;
      const isCohere = foundationModel(model, baseModels).startsWith('cohere.');
      const body = {
        query,
        documents: documents.map(textOf),
        top_n: Math.min(topN ?? documents.length, documents.length),
        api_version: isCohere ? 2 : undefined,
        ...vendorOptions(request.vendor, context, wireId),
      };
      return { wire: { body: jsonBody(body) }, warnings: [], state: request };
    },
    decode(reply, request) {
      const usage = headerUsage(reply.headers);
      return { ...ranked(scoresIn(recordOf(reply.json()), request)), ...(usage && { usage }) };
    },
  };
  return {
    endpoint: { path: ({ model }) => modelPath(model, 'invoke'), headers: { accept: 'application/json' } },
    transformer: transformer as Transformer<'rerank'>,
  };
}
