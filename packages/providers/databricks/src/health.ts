// Health: the list of endpoints, or the state of the one that is asked about.
import { KitError } from '@kit/core';
import { healthOperation } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

const endpoints = '/api/2.0/serving-endpoints';

export const health = healthOperation({
  ask: ({ request }) => ({
    method: 'GET',
    path: request?.model === undefined ? endpoints : `${endpoints}/${encodeURIComponent(request.model)}`,
  }),
  read(reply) {
    const state = stringOf(recordOf(recordOf(reply.json())?.state)?.ready);
    if (state !== undefined && state !== 'READY')
      throw new KitError('overloaded', `The endpoint is ${state}; it may have to start first.`);
    return undefined;
  },
});
