// Health of the router: whose the token is, which the hub tells. The router gives its list of models to everybody.
import { type HandledOperation, healthOperation } from '@kit/http';

const hub = 'https://huggingface.co';
const whoami = { method: 'GET', path: '/api/whoami-v2' } as const;

/** Behind an address of one's own there may be no hub: then the list of models has to do. */
const probe = healthOperation({ ask: whoami, otherwise: { method: 'GET', path: '/models' } });

export const routerHealth: HandledOperation<'health'> = {
  handle: (call, exchange) =>
    probe.handle(call, {
      ...exchange,
      // The hub gets the token as well: it is one of the vendor's own hosts.
      send: (asking, wire) => exchange.send(asking, wire, wire.path === whoami.path ? { baseURL: hub } : {}),
    }),
  inspect: (_, { origin }) =>
    origin.endpoint?.startsWith('https://router.huggingface.co')
      ? { method: 'GET', url: `${hub}${whoami.path}` }
      : whoami,
};
