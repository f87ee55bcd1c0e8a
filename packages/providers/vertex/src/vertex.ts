// The factory.
import type { Provider } from '@kit/core';
import { httpProvider } from '@kit/http';
import { geminiOperations } from '@kit/transformer-gemini';
import { imageOperation, videoOperation } from '@kit/transformer-gemini/resources';
import { vertexAuth } from './auth.ts';
import { chatOperations } from './chat.ts';
import { vertexEmbed } from './embed.ts';
import { placeFor } from './endpoint.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { health, modelsOperation } from './live-models.ts';
import { checkVertexOptions, type VertexOptions } from './options.ts';

export type VertexOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'video'
  | 'speech'
  | 'transcribe'
  | 'countTokens'
  | 'models'
  | 'health';

/**
 * Vertex AI: Google's models and those of its partners. The project is `options.project` or GOOGLE_CLOUD_PROJECT; a token, a
 * service account or what Google finds around the program says who asks; an API key alone is express mode.
 *
 * @example
 * const ai = pipeline(vertex({ project: 'my-project', location: 'europe-west4', model: 'gemini-3.8-flash' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, or without a project
 */
export function vertex(options: VertexOptions = {}): Provider<VertexOperation> {
  checkVertexOptions(options);
  const { id, headers, transport, deadlines, model, maxReplyBytes, learnEvents, userProject } = options;
  const place = placeFor(options);
  const gemini = geminiOperations(geminiDialect);
  return httpProvider<VertexOperation>(
    {
      id: 'vertex',
      name: 'Vertex',
      baseURL: place.baseURL,
      auth: vertexAuth(options, place.express),
      ...(userProject !== undefined && { headers: { 'x-goog-user-project': userProject } }),
      operations: {
        ...chatOperations(place.express),
        embed: vertexEmbed(gemini),
        rerank: { load: async () => (await import('./rerank.ts')).rerankDeclaration(place) },
        image: imageOperation(gemini.image),
        video: videoOperation({ dialect: geminiDialect, look: fetchOperation }),
        speech: gemini.speech,
        transcribe: gemini.transcribe,
        models: modelsOperation(place),
        health: health(place),
      },
      errors: { load: async () => (await import('./errors.ts')).vertexErrors },
      requestIdHeaders: ['request-id', 'x-request-id', 'x-goog-request-id'],
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

/** `projects/…/models/veo-3/operations/abc`: the model is asked for its operation. */
function fetchOperation(id: string) {
  const model = /\/models\/([^/]+)\/operations\//.exec(id)?.[1] ?? '';
  return {
    method: 'POST',
    path: `/publishers/google/models/${encodeURIComponent(model)}:fetchPredictOperation`,
    body: { type: 'json', value: { operationName: id } },
  } as const;
}
