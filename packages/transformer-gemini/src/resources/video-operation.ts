// Videos (Veo): started by one request, watched until the links are there.
import {
  type Call,
  KitError,
  type VideoJob,
  type VideoResult,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import type { GeminiDialect } from '../dialect.ts';
import { operationStatus } from '../operations-resource.ts';
import { decodeVideos, encodeVideo } from '../videos.ts';

export interface VideoOptions {
  readonly dialect: GeminiDialect;
  /** Asks where an operation stands. The Gemini API: a GET of its name; Vertex: `:fetchPredictOperation` of the model. */
  readonly look: (id: string) => WireRequest;
}

export function videoOperation({ dialect, look }: VideoOptions): HandledOperation<'video'> {
  return {
    async handle(call, exchange) {
      const { request } = call;
      if ('attach' in request) return jobOf(call, exchange, request.attach, look);
      if (request.model === undefined)
        throw new KitError('invalid-request', 'video: `model` is required, of the request or of the provider.', {
          field: 'model',
        });
      const { wire, warnings } = encodeVideo(request, exchange.codec(call), dialect);
      exchange.checked(call, warnings);
      const reply = await exchange.send(call, wire);
      const id = stringOf(recordOf(reply.json())?.name);
      if (id === undefined)
        throw new KitError('invalid-response', 'The reply names no operation.', {
          provider: exchange.provider,
          operation: 'video',
        });
      return jobOf(call, exchange, id, look, { reply, warnings });
    },
    inspect: (call, codec) =>
      'attach' in call.request ? look(call.request.attach) : encodeVideo(call.request, codec, dialect).wire,
  };
}

function jobOf(
  call: Call<'video'>,
  exchange: Exchange,
  id: string,
  look: VideoOptions['look'],
  made: { readonly reply?: WireReply; readonly warnings?: readonly Warning[] } = {},
): VideoJob {
  return exchange.job<VideoResult>(call, {
    id,
    ...made,
    pollMs: 5_000,
    async status(running, context) {
      const asked = { operation: 'video' as const, context };
      return operationStatus((await running.send(asked, look(id))).json(), running.codec(asked));
    },
    async results(running, context) {
      const asked = { operation: 'video' as const, context };
      return decodeVideos((await running.send(asked, look(id))).json(), running);
    },
  });
}
