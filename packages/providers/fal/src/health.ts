// Health: asks for a token that lives ten seconds, which costs nothing and wants a good key.
import { type HandledOperation, healthOperation } from '@kit/http';
import type { FalSettings } from './settings.ts';

const probe = healthOperation({
  ask: {
    method: 'POST',
    path: '/tokens/',
    body: { type: 'json', value: { allowed_apps: ['flux'], token_expiration: 10 } },
  },
});

export function healthOf({ restURL }: FalSettings): HandledOperation<'health'> {
  return {
    ...probe,
    handle: (call, exchange) =>
      probe.handle(call, { ...exchange, send: (asking, wire) => exchange.send(asking, wire, { baseURL: restURL }) }),
  };
}
