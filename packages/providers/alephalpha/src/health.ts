// health: the version of the service, as text.
import { KitError } from '@kit/core';
import { healthOperation } from '@kit/http';

export const health = healthOperation({
  ask: { method: 'GET', path: '/version' },
  read(reply) {
    const version = reply.text().trim().replace(/^"|"$/g, '');
    if (/^[\w.+-]{1,100}$/.test(version)) return `version ${version}`;
    throw new KitError('invalid-response', 'The reply is no version.', { status: reply.status });
  },
});
