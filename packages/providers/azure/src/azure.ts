// The factory.
import type { Operation, OperationDeclaration, Provider } from '@kit/core';
import { healthOperation, httpProvider, type MovePath, movedOperation } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { azureAuth } from './auth.ts';
import { deploymentRules } from './capabilities.ts';
import { azureDialect } from './dialect.ts';
import { type AzurePlace, placeFor } from './endpoint.ts';
import { azureErrors } from './errors.ts';
import { type AzureOptions, checkAzureOptions } from './options.ts';

export type AzureOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Azure OpenAI and Microsoft Foundry. The resource is `options.resource`, `options.endpoint` or AZURE_OPENAI_ENDPOINT, the
 * key `options.apiKey` or AZURE_OPENAI_API_KEY; identities of Entra ID stand in for it. Models are named by their deployments.
 *
 * @example
 * const ai = pipeline(azure({ resource: 'my-resource', deployment: 'my-chat', deployments: { 'my-chat': 'gpt-5.2' } }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, or without a resource
 */
export function azure(options: AzureOptions = {}): Provider<AzureOperation> {
  checkAzureOptions(options);
  const { id, headers, transport, deadlines, maxReplyBytes, learnEvents, api = 'chat' } = options;
  const model = options.model ?? options.deployment;
  const place = placeFor(options);
  const rules = deploymentRules(options.deployments);
  const dialect = azureDialect(rules, place.apiVersion);
  const inDeployment = <K extends Operation>(declaration: OperationDeclaration<K>) =>
    place.dated ? movedOperation(declaration, deploymentPath as MovePath<K>) : declaration;
  const { chat, stream, countTokens } = chatOperations(api, dialect, place, rules.modelOf);
  const { models, ...rest } = openaiOperations(dialect, {
    operations: ['complete', 'embed', 'image', 'speech', 'speechStream', 'transcribe', 'transcribeStream', 'models'],
  });
  return httpProvider<AzureOperation>(
    {
      id: 'azure',
      name: 'Azure',
      baseURL: place.baseURL,
      auth: azureAuth(options, /\/api\/projects\//.test(place.baseURL)),
      operations: {
        chat: api === 'chat' ? inDeployment(chat) : chat,
        stream: api === 'chat' ? inDeployment(stream) : stream,
        countTokens,
        complete: inDeployment(rest.complete),
        embed: inDeployment(rest.embed),
        image: inDeployment(rest.image),
        speech: inDeployment(rest.speech),
        speechStream: inDeployment(rest.speechStream),
        transcribe: inDeployment(rest.transcribe),
        transcribeStream: inDeployment(rest.transcribeStream),
        rerank: rerankOperation(place.foundry === undefined ? {} : { baseURL: `${place.foundry}/providers/cohere/v2` }),
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation(),
        batch: batchOperation({ dialect, api: api === 'responses' ? 'responses' : 'chat', model }),
      },
      errors: azureErrors(place.apiVersion),
      requestIdHeaders: ['apim-request-id', 'x-request-id', 'request-id'],
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

/** The older API names the deployment in the path, and looks at no model in the body. */
function deploymentPath(path: string, request: { readonly model?: string }): string {
  return `/deployments/${encodeURIComponent(request.model ?? '')}${path}`;
}

/** Claude is at an address of its own. */
function chatOperations(
  api: NonNullable<AzureOptions['api']>,
  dialect: Parameters<typeof openaiOperations>[0],
  { foundry }: AzurePlace,
  modelOf: (deployment: string) => string,
) {
  if (api !== 'messages') return openaiOperations(dialect, { api, operations: ['chat', 'stream', 'countTokens'] });
  const load = async () => (await import('./messages.ts')).messagesOperations(foundry, modelOf);
  return {
    chat: { load: async () => (await load()).chat },
    stream: { load: async () => (await load()).stream },
    countTokens: { load: async () => (await load()).countTokens },
  };
}
