// Requests to NVIDIA that wait for a model: how an answer says so, and the other host that tells how they fare.
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
import { httpProvider, poll } from '@kit/http';
import type { ChatDialect } from '@kit/transformer-openai';
import { chatTransformer } from '@kit/transformer-openai/chat';
import type { Made } from '../presets/preset.ts';

/** Where requests that wait are looked at. */
const statusURL = 'https://api.nvcf.nvidia.com/v2/nvcf';

/** Under this key a poll finds its request's id in `request.vendor`, and an answer that waits has it in `meta.vendor`. */
const key = 'nvcf';

export function queuedTransformer(dialect: ChatDialect | undefined): Transformer<'chat'> {
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
export function statusProvider(
  { auth, dialect, options, baseURL = statusURL }: Made,
  requestIdHeaders: readonly string[],
): Provider<'chat'> {
  const chat: OperationDeclaration<'chat'> = {
    endpoint: { method: 'GET', path: '/pexec/status' },
    transformer: statusTransformer(dialect.chat),
  };
  return httpProvider<'chat'>(
    {
      id: 'openai-compatible',
      name: 'NVIDIA NIM',
      baseURL,
      auth,
      errors: { load: async () => (await import('../errors.ts')).errors },
      operations: { chat },
      requestIdHeaders,
    },
    options,
  );
}

function statusTransformer(dialect: ChatDialect | undefined): Transformer<'chat'> {
  const queued = queuedTransformer(dialect);
  return {
    encode(request, context) {
      const { state } = queued.encode(request, context);
      const path = `/pexec/status/${encodeURIComponent(String(request.vendor?.[key]?.id))}`;
      return { wire: { method: 'GET', path }, warnings: [], state };
    },
    decode: queued.decode,
  };
}

/** The answer, however often one has to look for it. */
export async function settled(call: Call<'chat'>, first: ChatResponse, ask: Handler<'chat'>): Promise<ChatResponse> {
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
