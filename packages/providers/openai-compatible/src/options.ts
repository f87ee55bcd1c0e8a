// Options of the factory.
import { checkOptions, KitError } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, readEnvironment } from '@kit/http';
import type { OpenaiDialect } from '@kit/transformer-openai';
import { type PresetName, presetRow, presets } from './presets/index.ts';
import type { CompatibleApi, CompatibleOperation, Preset } from './presets/preset.ts';
import type { ModalToken } from './vendors/modal.ts';

export interface OpenaiCompatibleOptions extends HttpProviderOptions {
  /** A server that is known beforehand. */
  readonly preset?: PresetName;
  /** What the server is called: in messages and, unless `id` is set, in results. Default: the preset's name. */
  readonly name?: string;
  /** The wire of `chat` and `stream`: chat completions (default), OpenAI's responses, or Anthropic's messages. */
  readonly api?: CompatibleApi;
  /** In what the server differs, on top of its preset. */
  readonly dialect?: OpenaiDialect;
  /** Where the key goes instead of `authorization: Bearer`; `false`: nowhere. */
  readonly auth?: { readonly header: string; readonly prefix?: string } | false;
  /** Added to every URL: `{ 'api-version': '2026-01-01' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Path of the server's reranking behind the base URL. Default: the preset's, else `/rerank`. */
  readonly rerankPath?: string;
  /** Path where the server tells how it is, behind its root (the base URL without `/v1`). Default: the preset's, else its models. */
  readonly healthPath?: string;
  /** Modal's proxy token, instead of a key. */
  readonly proxyToken?: ModalToken;
}

/** What a server may have of which nothing is known. */
const everything: readonly CompatibleOperation[] = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'image',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'moderate',
  'models',
  'health',
];

const unknownServer: Preset = {
  name: 'OpenAI-compatible server',
  operations: everything,
  apis: ['responses', 'messages'],
  keys: ['OPENAI_COMPATIBLE_API_KEY'],
  baseURLs: ['OPENAI_COMPATIBLE_BASE_URL'],
  rerank: {},
};

const optionChecks = {
  ...httpOptionChecks,
  preset: Object.keys(presets),
  name: 'string',
  api: ['chat', 'responses', 'messages'],
  dialect: 'object',
  auth: (value: unknown) =>
    value === false ||
    (typeof value === 'object' && value !== null && typeof (value as { header?: unknown }).header === 'string')
      ? undefined
      : '{ header, prefix? } or false',
  query: 'object',
  rerankPath: 'string',
  healthPath: 'string',
  proxyToken: 'object',
} as const;

/** What is known of the server that the options name. @throws KitError `config` */
export function serverFor(options: OpenaiCompatibleOptions): Preset {
  checkOptions('openaiCompatible()', options, optionChecks);
  const { preset, api = 'chat', rerankPath, healthPath } = options;
  const row = preset === undefined ? unknownServer : presetRow(preset);
  if (api !== 'chat' && !row.apis?.includes(api)) {
    const offered = ['chat', ...(row.apis ?? [])].map((word) => `"${word}"`).join(', ');
    throw new KitError('config', `openaiCompatible(): ${row.name} has no \`api: '${api}'\`. It offers: ${offered}.`, {
      field: 'api',
    });
  }
  return {
    ...row,
    ...(options.name !== undefined && { name: options.name }),
    ...(rerankPath !== undefined && { rerank: { ...row.rerank, path: rerankPath } }),
    ...(healthPath !== undefined && { health: healthPath }),
  };
}

export interface Address {
  readonly baseURL: string;
  /** True if the vendor's own addresses hold, those of single operations included. */
  readonly own: boolean;
}

/** Where the server is. @throws KitError `config` that says how to tell */
export function addressOf(
  { name, baseURL, baseURLs = [], baseURLExample }: Preset,
  { baseURL: given, query }: OpenaiCompatibleOptions,
): Address {
  const told = given ?? baseURLs.map(readEnvironment).find((value) => value !== undefined);
  const address = told ?? baseURL;
  if (address === undefined) {
    const variable = baseURLs[0] === undefined ? '' : ` or the environment variable ${baseURLs[0]}`;
    const example = baseURLExample ?? 'http://localhost:8000/v1';
    throw new KitError(
      'config',
      `openaiCompatible(): ${name} needs an address: set the option \`baseURL\`${variable}, for example "${example}".`,
      { field: 'baseURL' },
    );
  }
  return { baseURL: query ? withQuery(address, query) : address, own: told === undefined };
}

/** A base URL may bring a query of its own, which stays with every request. */
function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const fields = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${address}${address.includes('?') ? '&' : '?'}${fields.join('&')}`;
}
