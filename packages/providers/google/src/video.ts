// Videos (Veo): started by one request, watched until the links are there.
import { type Call, KitError, type VideoJob, type VideoResult, type Warning, type WireReply } from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { decodeVideos, encodeVideo, operationStatus } from '@kit/transformer-gemini';
import { recordOf, stringOf } from '@kit/wire';
import { googleDialect } from './dialect.ts';

export const videoOperation: HandledOperation<'video'> = {
  async handle(call, exchange) {
    const { request } = call;
    if ('attach' in request) return jobOf(call, exchange, request.attach);
    if (request.model === undefined)
      throw new KitError('invalid-request', 'video: `model` is required, of the request or of the provider.', {
        field: 'model',
      });
    const { wire, warnings } = encodeVideo(request, exchange.codec(call), googleDialect);
    exchange.checked(call, warnings);
    const reply = await exchange.send(call, wire);
    const id = stringOf(recordOf(reply.json())?.name);
    if (id === undefined)
      throw new KitError('invalid-response', 'The reply names no operation.', {
        provider: exchange.provider,
        operation: 'video',
      });
    return jobOf(call, exchange, id, reply, warnings);
  },
  inspect: (call, codec) =>
    'attach' in call.request
      ? { method: 'GET', path: path(call.request.attach) }
      : encodeVideo(call.request, codec, googleDialect).wire,
};

function jobOf(
  call: Call<'video'>,
  exchange: Exchange,
  id: string,
  reply?: WireReply,
  warnings: readonly Warning[] = [],
): VideoJob {
  return exchange.job<VideoResult>(call, {
    id,
    warnings,
    ...(reply && { reply }),
    pollMs: 5_000,
    async status(running, context) {
      const asked = { operation: 'video' as const, context };
      return operationStatus(
        (await running.send(asked, { method: 'GET', path: path(id) })).json(),
        running.codec(asked),
      );
    },
    async results(running, context) {
      const asked = { operation: 'video' as const, context };
      return decodeVideos((await running.send(asked, { method: 'GET', path: path(id) })).json(), running);
    },
  });
}

/** `models/veo-3/operations/abc`: the name is the path. */
function path(id: string): string {
  return `/${id.split('/').map(encodeURIComponent).join('/')}`;
}
