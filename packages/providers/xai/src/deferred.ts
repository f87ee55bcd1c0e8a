// Deferred chats: asked now, fetched later, once, within a day.
import {
  type Call,
  type ChatRequest,
  type ChatResponse,
  type Job,
  KitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import type { ChatState } from '@kit/transformer-openai/chat';
import { isRecord, recordOf, stringOf } from '@kit/wire';
import { dialect } from './dialect.ts';

/** Start a deferred chat, or take up one that was started before (`attach`: its job id). */
export type DeferredRequest = ChatRequest | { readonly attach: string };
export type DeferredJob = Job<ChatResponse>;

declare module '@kit/core' {
  interface Operations {
    /** A chat that xAI answers when it has time; the answer can be read once, within 24 hours. */
    xaiDeferred: { request: DeferredRequest; result: DeferredJob };
  }
}

type DeferredCall = Call<'xaiDeferred'>;

const wire = async () => (await import('@kit/transformer-openai/chat')).chatTransformer(dialect.chat);

export const deferredOperation: HandledOperation<'xaiDeferred'> = {
  async handle(call, exchange) {
    const { request } = call;
    if ('attach' in request) return jobOf(call, exchange, request.attach);
    if (request.model === undefined)
      throw new KitError('invalid-request', 'xaiDeferred: `model` is required, of the request or of the provider.', {
        field: 'model',
      });
    const { wire: asked, warnings, state } = (await wire()).encode(request, exchange.codec(call));
    exchange.checked(call, warnings);
    const reply = await exchange.send(call, deferred(asked));
    const id = stringOf(recordOf(reply.json())?.request_id);
    if (id === undefined) throw new KitError('invalid-response', 'The reply names no request.');
    return jobOf(call, exchange, id, { reply, warnings, state });
  },
  async inspect({ request }, codec) {
    if ('attach' in request) return { method: 'GET', path: pathOf(request.attach) };
    const { wire: asked, warnings } = (await wire()).encode(request, codec);
    return { wire: deferred(asked), warnings };
  },
};

const pathOf = (id: string) => `/chat/deferred-completion/${encodeURIComponent(id)}`;

function deferred({ body }: WireRequest): WireRequest {
  const value = body?.type === 'json' && isRecord(body.value) ? body.value : {};
  return { path: '/chat/completions', body: { type: 'json', value: { ...value, deferred: true } } };
}

function jobOf(
  call: DeferredCall,
  exchange: Exchange,
  id: string,
  {
    state,
    ...made
  }: Partial<Pick<DeferredJob, 'warnings'>> & { readonly reply?: WireReply; readonly state?: ChatState } = {},
): DeferredJob {
  // It is handed out once: what a look has brought is the answer.
  let answer: WireReply | undefined;
  const model = 'attach' in call.request ? undefined : call.request.model;
  return exchange.job<ChatResponse>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 2_000,
    async status(asking, context) {
      if (!answer) {
        const reply = await asking.send({ operation: 'xaiDeferred', context }, { method: 'GET', path: pathOf(id) });
        // 202 without a body: not yet.
        if (reply.status === 202) return { state: 'running' };
        answer = reply;
      }
      return { state: 'succeeded' };
    },
    async results(asking, context) {
      const transformer = await wire();
      const codec = asking.codec({ operation: 'xaiDeferred', context, request: { model } });
      const known = state ?? transformer.encode({ messages: [{ role: 'user', content: '' }] }, codec).state;
      const reply = answer as WireReply;
      const { meta, warnings, ...response } = transformer.decode(reply, known, codec);
      const cost = response.cost ?? (await asking.cost(response.usage, meta?.model, model));
      return {
        ...response,
        ...(cost && { cost }),
        meta: { ...asking.meta(context, reply, { requestedModel: model, ...meta }), ...meta },
        warnings: warnings ?? [],
      };
    },
  });
}
