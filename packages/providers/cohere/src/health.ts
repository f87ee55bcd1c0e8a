// Health: asks whether the key is good, which costs nothing.
import { KitError } from '@kit/core';
import { healthOperation } from '@kit/http';
import { recordOf } from '@kit/wire';

export const health = healthOperation({
  ask: { method: 'POST', path: '/v1/check-api-key' },
  read(reply) {
    // A wrong key is told inside of a 200.
    if (recordOf(reply.json())?.valid === false)
      throw new KitError('authentication', 'Cohere: the API key is not valid.', { status: reply.status });
    return undefined;
  },
});
