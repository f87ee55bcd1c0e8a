// A deployment itself: how much it has to do, and how it is woken.
import { type CodecContext, KitError, type WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { numberOf, recordOf } from '@kit/wire';
import type { Deployment } from '../deployment.ts';
import { hostAt, routesAt } from '../routes.ts';

const ask = (codec: CodecContext): WireRequest => ({ method: 'GET', url: `${routesAt(codec)}/async_queue_status` });

const operation: HandledOperation<'basetenQueue'> = {
  inspect: (_call, codec) => ask(codec),
  async handle(call, exchange) {
    const reply = await exchange.send(call, ask(exchange.codec(call)));
    const row = recordOf(reply.json()) ?? {};
    return {
      queued: numberOf(row.num_queued_requests) ?? numberOf(row.queued) ?? 0,
      running: numberOf(row.num_in_progress_requests) ?? numberOf(row.in_progress) ?? 0,
      meta: exchange.meta(call.context, reply),
      warnings: [],
    };
  },
};

/** It needs the key and wakes nobody: health is asked by it too. */
export const queueOperation = { ask, operation };

export function wakeOperation(deployment: Deployment | undefined): HandledOperation<'basetenWake'> {
  const wake = (codec: CodecContext): WireRequest => ({ url: `${wakeRoute(codec, deployment)}/wake` });
  return {
    inspect: (_call, codec) => wake(codec),
    async handle(call, exchange) {
      const reply = await exchange.send(call, wake(exchange.codec(call)));
      if (reply.headers['content-type']?.startsWith('text/html'))
        throw new KitError('invalid-response', 'The reply is a page of somebody else.');
      return { meta: exchange.meta(call.context, reply), warnings: [] };
    },
  };
}

/** Production is woken by its short name. */
function wakeRoute(codec: CodecContext, deployment: Deployment | undefined): string {
  return deployment?.route === '/environments/production' ? `${hostAt(codec, deployment)}/production` : routesAt(codec);
}
