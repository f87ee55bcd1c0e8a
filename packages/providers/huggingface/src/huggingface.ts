// The factory: the router, or a dedicated endpoint.
import { checkOptions, type Operation, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderDefinition, httpProvider } from '@kit/http';
import { dedicatedOperations } from './dedicated.ts';
import {
  type DedicatedOperation,
  type DedicatedOptions,
  endpointRoot,
  type HuggingfaceOptions,
  optionChecks,
  type RouterOperation,
  type RouterOptions,
} from './options.ts';
import { routerOperations } from './router.ts';

const routerURL = 'https://router.huggingface.co/v1';

/**
 * Hugging Face. The token is `options.apiKey` or the environment variable HF_TOKEN. Without `engine` all goes to the
 * router; with it, to the dedicated endpoint at `baseURL`.
 *
 * @example
 * const ai = pipeline(huggingface());
 * const { text } = await ai.chat({ model: 'openai/gpt-oss-120b:fastest', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function huggingface(options: DedicatedOptions): Provider<DedicatedOperation>;
export function huggingface(options?: RouterOptions): Provider<RouterOperation>;
export function huggingface(
  options: HuggingfaceOptions = {},
): Provider<RouterOperation> | Provider<DedicatedOperation> {
  checkOptions('huggingface()', options, optionChecks);
  return options.engine === undefined ? router(options) : dedicated(options);
}

function router({ api, pooling, billTo, engine: _, ...http }: RouterOptions): Provider<RouterOperation> {
  return httpProvider<RouterOperation>(
    {
      ...common(http),
      baseURL: routerURL,
      ...(billTo !== undefined && { headers: { 'x-hf-bill-to': billTo } }),
      operations: routerOperations({ api, pooling }),
    },
    http,
  );
}

function dedicated(options: DedicatedOptions): Provider<DedicatedOperation> {
  const { api, pooling, engine, scaleUpSeconds, ...http } = options;
  const root = endpointRoot(options);
  return httpProvider<DedicatedOperation>(
    {
      ...common(http),
      baseURL: `${root}/v1`,
      ...(scaleUpSeconds !== undefined && { headers: { 'x-scale-up-timeout': String(scaleUpSeconds) } }),
      operations: dedicatedOperations({ api, pooling, engine }),
      // One machine, one model.
      modelOptional: ['chat', 'stream', 'complete', 'embed', 'rerank', 'countTokens'],
      // A machine that sleeps has to start, and its model to be loaded.
      deadlines: { firstPart: 600_000 },
    },
    { ...http, baseURL: `${root}/v1` },
  );
}

type Common = Pick<
  HttpProviderDefinition<Operation>,
  'id' | 'name' | 'auth' | 'errors' | 'requestIdHeaders' | 'catalogue'
>;

const common = ({ apiKey }: Pick<HuggingfaceOptions, 'apiKey'>): Common => ({
  id: 'huggingface',
  name: 'Hugging Face',
  auth: bearerAuth({
    apiKey,
    environment: ['HF_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGING_FACE_HUB_TOKEN'],
    owner: 'Hugging Face',
  }),
  errors: { load: async () => (await import('./errors.ts')).errors },
  requestIdHeaders: ['x-request-id', 'x-amzn-requestid'],
  catalogue: async () => (await import('./models.ts')).catalogue,
});
