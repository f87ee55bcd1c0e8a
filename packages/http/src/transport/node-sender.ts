// Hands requests to undici.
import type { Dispatcher } from 'undici';
import { networkFailure } from './network-failure.ts';
import { nodeConnections } from './node-connections.ts';
import { NodeExchange } from './node-exchange.ts';
import type { NodeTransportOptions } from './node-options.ts';
import type { Sender } from './sender.ts';

export function nodeSender(options: NodeTransportOptions): Sender {
  const connections = nodeConnections(options);
  const queues = options.connections !== undefined;
  return {
    send(request, { scope, connectMs, headersMs }) {
      if (scope.reason) return Promise.reject(scope.reason);
      const { method, url, headers } = request;
      const pathAt = url.indexOf('/', url.indexOf('://') + 3);
      const origin = pathAt < 0 ? url : url.slice(0, pathAt);
      const path = pathAt < 0 ? '/' : url.slice(pathAt);
      try {
        const route = connections.to(origin);
        const { forward, onFree } = route;
        const exchange = new NodeExchange(request, { scope, connectMs, headersMs, queues, onFree });
        const dispatched = {
          method: method as Dispatcher.HttpMethod,
          path: forward ? forward.prefix + path : path,
          headers: forward?.authorization ? { ...headers, 'proxy-authorization': forward.authorization } : headers,
          // Async iterables are taken too; undici's types do not say so.
          body: exchange.body as Uint8Array | undefined,
        };
        const dispatch = () => {
          if (exchange.over) return;
          route.pool.dispatch(dispatched, exchange);
          exchange.awaitConnection();
        };
        if (route.freeing) setImmediate(dispatch);
        else dispatch();
        return exchange.response;
      } catch (error) {
        return Promise.reject(networkFailure(error, url));
      }
    },
    close: () => connections.close(),
  };
}
