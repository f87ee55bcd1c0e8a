// Health of the router: whose the token is, which the hub tells. The router gives its list of models to everybody.
import type { Call, OperationDeclaration, WireReply, WireRequest } from '@kit/core';
import { type Exchange, type HandledOperation, healthOperation } from '@kit/http';

const hub = 'https://huggingface.co';
const whoami = { method: 'GET', path: '/api/whoami-v2' } as const;

/** Behind an address of one's own there may be no hub: then the list of models has to do. */
const probe = healthOperation({ ask: whoami, otherwise: { method: 'GET', path: '/models' } });

type Asking = Parameters<Exchange['send']>[0];

export const routerHealth: HandledOperation<'health'> = {
  handle: (call, exchange) =>
    probe.handle(call, {
      ...exchange,
      send: (asking, wire) =>
        wire.path === whoami.path ? askHub(asking, exchange, wire) : exchange.send(asking, wire),
    }),
  inspect: (_, { origin }) =>
    origin.endpoint?.startsWith('https://router.huggingface.co')
      ? { method: 'GET', url: `${hub}${whoami.path}` }
      : whoami,
};

/** The hub gets the token as well: it is one of the vendor's own hosts. */
async function askHub(asking: Asking, exchange: Exchange, wire: WireRequest): Promise<WireReply> {
  let reply: WireReply | undefined;
  const declaration = {
    endpoint: { method: 'GET', path: whoami.path, baseURL: hub },
    transformer: {
      encode: () => ({ wire, warnings: [], state: undefined }),
      decode(received: WireReply) {
        reply = received;
        return {};
      },
    },
  };
  await exchange.run({ request: {}, ...asking } as Call, declaration as unknown as OperationDeclaration);
  return reply as WireReply;
}
