// The operation `video` of vendors whose videos are tasks: one request starts it, others look how far it is.
import {
  type CallContext,
  type CodecContext,
  type JobStatus,
  KitError,
  type VideoJob,
  type VideoRequest,
  type VideoResult,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation, ShownOperation } from '../definition.ts';

/** How a vendor makes videos. */
export interface VideoWire {
  /** The request that starts one. `warnings` grows by what cannot be said. */
  readonly start: (request: VideoRequest, codec: CodecContext, warnings: Warning[]) => WireRequest;
  /** The task's id in the reply to it. @throws KitError for a failure that is told inside */
  readonly idOf: (reply: WireReply, codec: CodecContext) => string | undefined;
  /** The request that looks. */
  readonly look: (id: string) => WireRequest;
  readonly statusOf: (reply: WireReply, codec: CodecContext) => JobStatus;
  /** The videos of a task that is done. `send` asks for more, where the reply names files instead of links. */
  readonly videosOf: (
    reply: WireReply,
    send: (wire: WireRequest) => Promise<WireReply>,
  ) => VideoResult['videos'] | Promise<VideoResult['videos']>;
  /** The request that stops it. */
  readonly cancel?: (id: string) => WireRequest;
}

export function videoOperation(wire: VideoWire): ShownOperation<'video'> {
  return {
    async handle(call, exchange) {
      const { request } = call;
      if ('attach' in request) return jobOf(call, exchange, wire, { id: request.attach });
      const warnings: Warning[] = [];
      const codec = exchange.codec(call);
      const asked = wire.start(request, codec, warnings);
      exchange.checked(call, warnings);
      const reply = await exchange.send(call, asked);
      const id = wire.idOf(reply, codec);
      if (id === undefined)
        throw new KitError('invalid-response', 'The reply holds no task.', { provider: exchange.provider });
      return jobOf(call, exchange, wire, { id, reply, warnings });
    },
    inspect({ request }, codec) {
      if ('attach' in request) return wire.look(request.attach);
      const warnings: Warning[] = [];
      return { wire: wire.start(request, codec, warnings), warnings };
    },
  };
}

interface Made {
  readonly id: string;
  readonly reply?: WireReply;
  readonly warnings?: readonly Warning[];
}

function jobOf(
  call: Parameters<HandledOperation<'video'>['handle']>[0],
  exchange: Exchange,
  { look, statusOf, videosOf, cancel }: VideoWire,
  made: Made,
): VideoJob {
  const { id } = made;
  const asking = (context: CallContext) => ({ operation: 'video' as const, context });
  return exchange.job<VideoResult>(call as unknown as Parameters<Exchange['job']>[0], {
    ...made,
    pollMs: 3_000,
    maxPollMs: 20_000,
    onAbort: 'detach',
    async status(at, context) {
      return statusOf(await at.send(asking(context), look(id)), at.codec(asking(context)));
    },
    async results(at, context) {
      const reply = await at.send(asking(context), look(id));
      return { videos: await videosOf(reply, (wire) => at.send(asking(context), wire)) };
    },
    ...(cancel && {
      cancel: async (at: Exchange, context: CallContext) => {
        await at.send(asking(context), cancel(id));
      },
    }),
  });
}
