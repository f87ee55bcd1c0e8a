// What bedrock() takes, and its check.
import { checkOptions, KitError } from '@kit/core';
import { type FetchedMediaOptions, type HttpProviderOptions, httpOptionChecks } from '@kit/http';
import { type BedrockApi, bedrockApis } from './apis.ts';
import type { AwsCredentialsSource } from './auth/credentials.ts';
import type { BedrockService } from './hosts.ts';
import type { BaseModels } from './model-id.ts';
import type { WireEndpoint } from './routes/wire-endpoint.ts';

export interface BedrockOptions extends HttpProviderOptions {
  /** `us-east-1`, `eu-central-1`, … Environment: `AWS_REGION`, `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** AWS credentials that sign requests, instead of a bearer key. Environment: `AWS_ACCESS_KEY_ID`, … */
  readonly credentials?: AwsCredentialsSource;
  /** Profile of the shared files, for `credentials: 'chain'`. */
  readonly profile?: string;
  /**
   * The wire of chat and stream. `converse` (default) serves every model in one form; `invoke` and `messages` are
   * Anthropic's own, for Claude; `chat` and `responses` OpenAI's.
   */
  readonly api?: BedrockApi;
  /** Where OpenAI's and Anthropic's wires are asked. Default `runtime`; some models are at `mantle` alone. */
  readonly endpoint?: WireEndpoint;
  /** Addresses of single services. `baseURL` stands for all of them. */
  readonly endpoints?: Readonly<Partial<Record<BedrockService, string>>>;
  /** Endpoints with FIPS 140 cryptography. */
  readonly fips?: boolean;
  /**
   * The foundation model behind ids that do not say it: ARNs of application profiles, provisioned and imported models.
   * `{ 'arn:aws:bedrock:…:application-inference-profile/abc': 'anthropic.claude-sonnet-5' }`
   */
  readonly baseModels?: BaseModels;
  /** Fetches links to media and sends their bytes: Bedrock takes none. Private addresses are refused. */
  readonly fetchMedia?: boolean | FetchedMediaOptions;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const credentials = (value: unknown) =>
  isObject(value) || typeof value === 'function' || value === 'chain'
    ? undefined
    : "{ accessKeyId, secretAccessKey, sessionToken? }, a function that answers them, or 'chain'";

const services: ReadonlySet<string> = new Set(['runtime', 'control', 'agentRuntime', 'mantle']);

const endpoints = (value: unknown) =>
  isObject(value) &&
  Object.entries(value as object).every(([name, url]) => services.has(name) && /^https?:\/\//i.test(String(url)))
    ? undefined
    : `an object of URLs by service: ${[...services].join(', ')}`;

const checks = {
  ...httpOptionChecks,
  region: (value: unknown) =>
    typeof value === 'string' && /^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(value) ? undefined : 'a region such as "us-east-1"',
  credentials,
  profile: 'string',
  api: bedrockApis,
  endpoint: ['runtime', 'mantle'],
  endpoints,
  fips: 'boolean',
  baseModels: 'object',
  fetchMedia: (value: unknown) =>
    typeof value === 'boolean' || isObject(value) ? undefined : 'true, false or options',
} as const;

/** @throws KitError `config` that names the option. */
export function checkBedrockOptions(options: BedrockOptions): void {
  checkOptions('bedrock()', options, checks);
  if (options.apiKey !== undefined && options.credentials !== undefined) {
    throw new KitError('config', 'bedrock(): give `apiKey` or `credentials`, not both.', { field: 'credentials' });
  }
}
