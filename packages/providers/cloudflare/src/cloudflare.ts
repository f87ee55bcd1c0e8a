// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { embedInParts, type HttpProviderOptions, httpOptionChecks, httpProvider, readEnvironment } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { baseURLFor } from './endpoint.ts';
import { errors, failsInside } from './errors.ts';
import { type CloudflareGateway, cloudflareAuth, gatewayHeaders, gatewayOf, throughCompat } from './gateway.ts';
import { health, modelsOperation } from './live-models.ts';
import { runOperations } from './run/operations.ts';
import { rerankWire } from './run/rerank.ts';
import { withSessionAffinity } from './session-affinity.ts';

export interface CloudflareOptions extends HttpProviderOptions {
  /** The account, which is part of every address. Default: the environment variable CLOUDFLARE_ACCOUNT_ID. */
  readonly accountId?: string;
  /**
   * The wire of `chat` and `stream`: OpenAI's (`chat`, default, or `responses`), Anthropic's (`messages`), or Workers AI's
   * own (`native`).
   */
  readonly api?: 'chat' | 'responses' | 'messages' | 'native';
  /** An AI Gateway: its id, or all about it. Default: the environment variable CLOUDFLARE_AI_GATEWAY_ID. */
  readonly gateway?: string | CloudflareGateway;
}

export type CloudflareOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'moderate'
  | 'models'
  | 'health'
  | 'batch'
  | 'cloudflareRun';

/** Of one request for embeddings. */
const mostTexts = 100;

/**
 * Cloudflare Workers AI. The token is `options.apiKey` or CLOUDFLARE_API_TOKEN, the account `options.accountId` or
 * CLOUDFLARE_ACCOUNT_ID.
 *
 * @example
 * const ai = pipeline(cloudflare({ model: '@cf/openai/gpt-oss-120b' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, or without an account
 */
export function cloudflare(options: CloudflareOptions = {}): Provider<CloudflareOperation> {
  checkOptions('cloudflare()', options, {
    ...httpOptionChecks,
    accountId: 'string',
    api: ['chat', 'responses', 'messages', 'native'],
    gateway: (value) => (typeof value === 'string' || typeof value === 'object' ? undefined : 'an id or an object'),
  });
  const { accountId: _, api = 'chat', gateway: given, ...http } = options;
  const gateway = gatewayOf(given ?? readEnvironment('CLOUDFLARE_AI_GATEWAY_ID'));
  const { chat, stream } = chatOperations(api);
  const { embed } = openaiOperations(dialect, { operations: ['embed'] });
  return httpProvider<CloudflareOperation>(
    {
      id: 'cloudflare',
      name: 'Cloudflare',
      baseURL: baseURLFor(options, gateway),
      auth: cloudflareAuth(options.apiKey, gateway),
      headers: gatewayHeaders(gateway),
      operations: {
        chat: throughCompat(chat, gateway),
        stream: throughCompat(stream, gateway),
        embed: embedInParts(throughCompat(embed, gateway), mostTexts),
        rerank: rerankOperation(rerankWire),
        ...runOperations(options.model),
        models: modelsOperation,
        health,
      },
      errors,
      failsInside,
      requestIdHeaders: ['cf-ray'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}

function chatOperations(api: NonNullable<CloudflareOptions['api']>) {
  if (api === 'messages') {
    const load = async () => (await import('./messages.ts')).messagesOperations;
    return { chat: { load: async () => (await load()).chat }, stream: { load: async () => (await load()).stream } };
  }
  if (api === 'native') {
    const load = async () => (await import('./run/chat.ts')).nativeChat;
    return { chat: { load: async () => (await load()).chat }, stream: { load: async () => (await load()).stream } };
  }
  const { chat, stream } = openaiOperations(dialect, { api, operations: ['chat', 'stream'] });
  return { chat: withSessionAffinity(chat), stream: withSessionAffinity(stream) };
}
