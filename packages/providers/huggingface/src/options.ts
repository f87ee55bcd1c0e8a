// The options, and what can be done where.
import { KitError } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';

interface CommonOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` is in beta. */
  readonly api?: 'chat' | 'responses';
  /** What is done with vectors of tokens, where a model gives these for a text: their mean. An error if absent. */
  readonly pooling?: 'mean';
}

/** Everything goes to the router: models of many hosts, and the tasks of Hugging Face's own. */
export interface RouterOptions extends CommonOptions {
  readonly engine?: undefined;
  /** The organisation that pays (`X-HF-Bill-To`). */
  readonly billTo?: string;
}

/** Everything goes to a machine of one's own, whose address is `baseURL`. */
export interface DedicatedOptions extends CommonOptions {
  /** The address of the endpoint: `https://abc.eu-west-1.aws.endpoints.huggingface.cloud`, with or without `/v1`. */
  readonly baseURL: string;
  /** What runs there. */
  readonly engine: InferenceEngine;
  /** Seconds that a request is held while a machine that sleeps is woken. Refused at once (503) if absent. */
  readonly scaleUpSeconds?: number;
}

export type HuggingfaceOptions = RouterOptions | DedicatedOptions;

/** `custom`: a container that takes tasks alone. */
export type InferenceEngine = 'tgi' | 'vllm' | 'sglang' | 'llama.cpp' | 'tei' | 'custom';

export type RouterOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'transcribe'
  | 'models'
  | 'health'
  | 'huggingfaceTask';

export type DedicatedOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'huggingfaceTask';

export const optionChecks = {
  ...httpOptionChecks,
  api: ['chat', 'responses'],
  pooling: ['mean'],
  billTo: 'string',
  engine: ['tgi', 'vllm', 'sglang', 'llama.cpp', 'tei', 'custom'],
  scaleUpSeconds: 'positive',
} as const;

/** The address of a dedicated endpoint without `/v1`. @throws KitError `config` where there is none */
export function endpointRoot({ baseURL }: { readonly baseURL?: string }): string {
  if (baseURL !== undefined) return baseURL.replace(/\/+$/, '').replace(/\/v1$/, '');
  throw new KitError('config', 'huggingface(): `engine` speaks of a dedicated endpoint: its address is `baseURL`.', {
    field: 'baseURL',
  });
}
