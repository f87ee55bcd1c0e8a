// Asynchronous chats: research that takes minutes, asked now and fetched within seven days.
import {
  type Call,
  type ChatRequest,
  type ChatResponse,
  type Job,
  type JobState,
  type JobStatus,
  KitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import type { ChatState } from '@kit/transformer-openai/chat';
import { numberOf, recordOf, stringOf } from '@kit/wire';
import { dialect } from './dialect.ts';

/** Start an asynchronous chat, or take up one that was started before (`attach`: its job id). */
export type AsyncRequest =
  | (ChatRequest & {
      /** The same key twice is one chat. */
      readonly idempotencyKey?: string;
    })
  | { readonly attach: string };
export type AsyncJob = Job<ChatResponse>;

declare module '@kit/core' {
  interface Operations {
    /** A chat that is answered when it is done; its answer is kept for seven days. */
    perplexityAsync: { request: AsyncRequest; result: AsyncJob };
  }
}

type AsyncCall = Call<'perplexityAsync'>;

const path = '/async/chat/completions';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;
const wire = () => import('@kit/transformer-openai/chat');

export const asyncOperation: HandledOperation<'perplexityAsync'> = {
  async handle(call, exchange) {
    const { request } = call;
    if ('attach' in request) return jobOf(call, exchange, request.attach);
    if (request.model === undefined)
      throw new KitError(
        'invalid-request',
        'perplexityAsync: `model` is required, of the request or of the provider.',
        { field: 'model' },
      );
    const { chatTransformer } = await wire();
    const encoded = chatTransformer(dialect.chat).encode(request, exchange.codec(call));
    exchange.checked(call, encoded.warnings);
    const reply = await exchange.send(call, wrapped(encoded.wire, request.idempotencyKey));
    const id = stringOf(recordOf(reply.json())?.id);
    if (id === undefined) throw new KitError('invalid-response', 'The reply names no chat.');
    return jobOf(call, exchange, id, { reply, warnings: encoded.warnings, state: encoded.state });
  },
  async inspect({ request }, codec) {
    if ('attach' in request) return { method: 'GET', path: pathOf(request.attach) };
    const { chatTransformer } = await wire();
    const { wire: asked, warnings } = chatTransformer(dialect.chat).encode(request, codec);
    return { wire: wrapped(asked, request.idempotencyKey), warnings };
  },
};

function wrapped({ body }: WireRequest, key: string | undefined): WireRequest {
  const request = body?.type === 'json' ? body.value : {};
  return { path, body: { type: 'json', value: { request, ...(key !== undefined && { idempotency_key: key }) } } };
}

function jobOf(
  call: AsyncCall,
  exchange: Exchange,
  id: string,
  {
    state,
    ...made
  }: Partial<Pick<AsyncJob, 'warnings'>> & { readonly reply?: WireReply; readonly state?: ChatState } = {},
): AsyncJob {
  const model = 'attach' in call.request ? undefined : call.request.model;
  return exchange.job<ChatResponse>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 5_000,
    status: async (asking, context) =>
      statusOf(
        (await asking.send({ operation: 'perplexityAsync', context }, { method: 'GET', path: pathOf(id) })).json(),
      ),
    async results(asking, context) {
      const reply = await asking.send({ operation: 'perplexityAsync', context }, { method: 'GET', path: pathOf(id) });
      const { chatTransformer, decodeChatBody } = await wire();
      const codec = asking.codec({ operation: 'perplexityAsync', context, request: { model } });
      const blank = { messages: [{ role: 'user' as const, content: '' }], ...(model !== undefined && { model }) };
      const known = state ?? chatTransformer(dialect.chat).encode(blank, codec).state;
      const { meta, warnings, ...answer } = decodeChatBody(recordOf(reply.json())?.response, known, codec);
      const cost = answer.cost ?? (await asking.cost(answer.usage, meta?.model, model));
      return {
        ...answer,
        ...(cost && { cost }),
        meta: { ...asking.meta(context, reply, { requestedModel: model, ...meta }), ...meta },
        warnings: warnings ?? [],
      };
    },
  });
}

const states: Readonly<Record<string, JobState>> = {
  CREATED: 'queued',
  IN_PROGRESS: 'running',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
};

function statusOf(body: unknown): JobStatus {
  const row = recordOf(body);
  const rawState = stringOf(row?.status);
  const state = (rawState !== undefined && Object.hasOwn(states, rawState) ? states[rawState] : undefined) ?? 'running';
  const createdAt = numberOf(row?.created_at);
  const endedAt = numberOf(row?.completed_at) ?? numberOf(row?.failed_at);
  const message = stringOf(row?.error_message) ?? 'The chat failed.';
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(createdAt !== undefined && { createdAt: createdAt * 1000 }),
    ...(endedAt !== undefined && { endedAt: endedAt * 1000 }),
    ...(state === 'failed' && { error: new KitError('server', `Perplexity: ${message}`, { retry: 'never' }) }),
  };
}
