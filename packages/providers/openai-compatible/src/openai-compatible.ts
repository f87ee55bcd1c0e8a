// The factory.
import { mergeDeadlines, type Operation, type Provider } from '@kit/core';
import {
  type Auth,
  bearerAuth,
  type HttpProviderOptions,
  headerAuth,
  httpProvider,
  noAuth,
  nodeTransport,
} from '@kit/http';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { type Learned, learning } from './dialect.ts';
import { joinProviders } from './join-providers.ts';
import { declarationsFor } from './operations.ts';
import { addressOf, type OpenaiCompatibleOptions, serverFor } from './options.ts';
import type { PresetName, PresetOperation } from './presets/index.ts';
import type { CompatibleOperation, CompatibleProvider, Preset } from './presets/preset.ts';
import { withoutRefusedStreamOptions } from './stream-options.ts';

/** Operations that a server without a preset is asked for; which of them it has is for its own answers to say. */
export type UnknownServerOperation = Exclude<CompatibleOperation, 'countTokens'>;

/**
 * A server that speaks OpenAI's wire: by its preset, or by its address alone.
 *
 * @example
 * const ai = pipeline(openaiCompatible({ preset: 'vllm', model: 'Qwen/Qwen3-8B' }));
 * const own = pipeline(openaiCompatible({ name: 'my-server', baseURL: 'https://llm.example/v1', apiKey }));
 *
 * @throws KitError `config` for an option that is wrong or unknown, or where nobody knows the server's address.
 */
export function openaiCompatible<P extends PresetName>(
  options: OpenaiCompatibleOptions & { readonly preset: P },
): Provider<PresetOperation<P>>;
export function openaiCompatible(options?: OpenaiCompatibleOptions): Provider<UnknownServerOperation>;
export function openaiCompatible(options: OpenaiCompatibleOptions = {}): Provider<Operation> {
  const server = serverFor(options);
  const address = addressOf(server, options);
  const moved = address.own ? movedOperations(server, options) : [];
  // Two providers of one vendor share their connections.
  const shared =
    options.transport === undefined && (moved.length > 0 || server.transport || server.around)
      ? nodeTransport()
      : undefined;
  const transport = options.transport ?? shared;
  const http = httpOptions(server, {
    ...options,
    ...(transport && { transport: server.transport?.(transport) ?? transport }),
  });

  const learned: Learned = { noStreamOptions: false };
  const dialect = learning(compatibleDialect(server.dialect, options.dialect), learned);
  const auth = authFor(server, options);
  const at = (baseURL: string) => providerAt(baseURL, { server, dialect, auth, http, api: options.api });
  const main = at(address.baseURL);
  const stream = withoutRefusedStreamOptions(main.handlers.stream, learned);
  const adapted =
    options.api === undefined || options.api === 'chat' ? { ...main, handlers: { ...main.handlers, stream } } : main;
  const made = { auth, dialect, options: http, baseURL: address.own ? undefined : address.baseURL };
  return joinProviders(
    server.around?.(adapted, made) ?? adapted,
    moved.map(({ baseURL, operations }) => ({ operations, provider: at(baseURL) })),
    shared ? [shared] : [],
  );
}

/** Operations that the vendor serves at another address than the rest. */
function movedOperations(
  { elsewhere = {}, operations }: Preset,
  { api }: OpenaiCompatibleOptions,
): { readonly baseURL: string; readonly operations: readonly CompatibleOperation[] }[] {
  const { rerank, messages } = elsewhere;
  return [
    ...(rerank !== undefined && operations.includes('rerank')
      ? [{ baseURL: rerank, operations: ['rerank'] as const }]
      : []),
    ...(messages !== undefined && api === 'messages'
      ? [{ baseURL: messages, operations: ['chat', 'stream'] as const }]
      : []),
  ];
}

interface Making {
  readonly server: Preset;
  readonly dialect: OpenaiDialect;
  readonly auth: Auth;
  readonly http: HttpProviderOptions;
  readonly api: OpenaiCompatibleOptions['api'];
}

function providerAt(baseURL: string, { server, dialect, auth, http, api = 'chat' }: Making): CompatibleProvider {
  const { name, requestIdHeaders, catalogue } = server;
  return httpProvider<CompatibleOperation>(
    {
      id: 'openai-compatible',
      name,
      baseURL,
      auth,
      operations: declarationsFor(server, dialect, api) as Required<ReturnType<typeof declarationsFor>>,
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: requestIdHeaders ?? ['x-request-id', 'request-id', 'x-correlation-id', 'cf-ray'],
      // A server with one model takes any name for it, or none.
      ...(server.modelOptional && { modelOptional: server.operations }),
      ...(catalogue && { catalogue }),
    },
    http,
  );
}

/** What of the options is the provider's, with what the preset adds. The address is the definition's. */
function httpOptions(server: Preset, options: OpenaiCompatibleOptions): HttpProviderOptions {
  const { headers, transport, model, maxReplyBytes } = options;
  const deadlines = mergeDeadlines(server.deadlines, options.deadlines);
  return {
    id: options.id ?? options.name ?? options.preset ?? 'openai-compatible',
    ...(headers && { headers }),
    ...(transport && { transport }),
    ...(deadlines && { deadlines }),
    ...(model !== undefined && { model }),
    ...(maxReplyBytes !== undefined && { maxReplyBytes }),
  };
}

function authFor(server: Preset, options: OpenaiCompatibleOptions): Auth {
  const { apiKey, auth } = options;
  if (auth === false) return noAuth();
  const key = { apiKey, environment: server.keys ?? [], owner: server.name, required: server.keyRequired ?? false };
  if (auth) return headerAuth({ ...key, ...auth });
  const bearer = bearerAuth(key);
  return server.auth?.(bearer, options) ?? bearer;
}
