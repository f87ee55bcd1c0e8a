// Health: which version answers.
import { healthOperation } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const health = healthOperation({
  ask: { method: 'GET', path: '/api/version' },
  read(reply) {
    const version = stringOf(recordOf(reply.json())?.version);
    return version === undefined ? undefined : `version ${version}`;
  },
});
