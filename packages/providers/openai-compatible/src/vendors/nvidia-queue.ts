// NVIDIA answers 202 to requests that wait for a model, and has another host that tells how they fare.
import {
  type Call,
  type ChatResponse,
  chatResponse,
  type Handler,
  KitError,
  type OperationDeclaration,
  type Provider,
  type Transformer,
} from '@kit/core';
import { type Auth, type HttpProviderOptions, httpProvider, poll } from '@kit/http';
import type { ChatDialect } from '@kit/transformer-openai';
import { errors } from '../errors.ts';
import type { CompatibleProvider, Made } from '../presets/preset.ts';

/** Where requests that wait are looked at. */
const statusURL = 'https://api.nvcf.nvidia.com/v2/nvcf';

/** Headers that name a request. */
export const nvidiaRequestIds = ['nvcf-reqid', 'x-request-id'] as const;

/** Under this key a poll finds its request's id in `request.vendor`, and an answer that waits has it in `meta.vendor`. */
const key = 'nvcf';

/** `chat`, whose answer may be that there is none yet. */
export function queuedChat(dialect?: ChatDialect): OperationDeclaration<'chat'> {
  return {
    load: async () => ({ endpoint: { path: '/chat/completions' }, transformer: await queuedTransformer(dialect) }),
  };
}

async function queuedTransformer(dialect?: ChatDialect): Promise<Transformer<'chat'>> {
  const { chatTransformer } = await import('@kit/transformer-openai/chat');
  const chat = chatTransformer(dialect) as Transformer<'chat'>;
  return {
    encode: chat.encode,
    decode(reply, state, context) {
      if (reply.status !== 202) return chat.decode(reply, state, context);
      const id = reply.headers['nvcf-reqid'];
      if (id === undefined)
        throw new KitError('invalid-response', 'The request waits, and the reply does not tell under which id.', {
          provider: context.provider,
        });
      return chatResponse({ choices: [], meta: { vendor: { [key]: id } } });
    },
  };
}

/** Looks at requests that wait: `GET /pexec/status/{id}` until it is another status than 202. */
function statusProvider(
  auth: Auth,
  dialect: ChatDialect | undefined,
  baseURL: string,
  options: HttpProviderOptions,
): Provider<'chat'> {
  const status: OperationDeclaration<'chat'> = {
    load: async () => {
      const queued = await queuedTransformer(dialect);
      const transformer: Transformer<'chat'> = {
        encode(request, context) {
          const { state } = queued.encode(request, context);
          const path = `/pexec/status/${encodeURIComponent(String(request.vendor?.[key]?.id))}`;
          return { wire: { method: 'GET', path }, warnings: [], state };
        },
        decode: queued.decode,
      };
      return { endpoint: { method: 'GET', path: '/pexec/status' }, transformer };
    },
  };
  return httpProvider<'chat'>(
    {
      id: 'openai-compatible',
      name: 'NVIDIA NIM',
      baseURL,
      auth,
      errors,
      operations: { chat: status },
      requestIdHeaders: nvidiaRequestIds,
    },
    options,
  );
}

/** `chat` that waits for its turn. */
export function withNvidiaQueue(
  provider: CompatibleProvider,
  { auth, dialect, options, baseURL = statusURL }: Made,
): CompatibleProvider {
  const status = statusProvider(auth, dialect.chat, baseURL, options);
  const { chat } = provider.handlers;
  return {
    ...provider,
    handlers: { ...provider.handlers, chat: async (call) => settled(call, await chat(call), status.handlers.chat) },
    async close() {
      await provider.close?.();
      await status.close?.();
    },
  };
}

async function settled(call: Call<'chat'>, first: ChatResponse, ask: Handler<'chat'>): Promise<ChatResponse> {
  const id = waitsFor(first);
  if (id === undefined) return first;
  const look: Call<'chat'> = { ...call, request: { ...call.request, vendor: { [key]: { id } } } };
  const ready = async () => {
    const answer = await ask(look);
    return waitsFor(answer) === undefined ? answer : undefined;
  };
  return { ...(await poll(call.context, ready, { maxPollMs: 5_000 })), warnings: first.warnings };
}

function waitsFor({ meta, choices }: ChatResponse): string | undefined {
  const id = meta.vendor?.[key];
  return choices.length === 0 && typeof id === 'string' ? id : undefined;
}
