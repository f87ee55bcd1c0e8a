// Hands requests to undici.
import type { Dispatcher } from 'undici';
import { networkFailure } from './network-failure.ts';
import { nodeConnections } from './node-connections.ts';
import { NodeExchange } from './node-exchange.ts';
import type { NodeTransportOptions } from './node-options.ts';
import type { Sender } from './sender.ts';
import { SharedTimer } from './shared-timer.ts';

export function nodeSender(options: NodeTransportOptions): Sender {
  const connections = nodeConnections(options);
  const queues = options.connections !== undefined;
  const timer = new SharedTimer();
  return {
    send(request, { scope, connectMs, headersMs, queueMs }) {
      if (scope.reason) return Promise.reject(scope.reason);
      const { method, url, headers } = request;
      try {
        const { route, path } = connections.to(url);
        const { forward } = route;
        const exchange = new NodeExchange(request, { scope, connectMs, headersMs, queueMs, queues, timer });
        const dispatched = {
          method: method as Dispatcher.HttpMethod,
          path: forward ? forward.prefix + path : path,
          headers: forward?.authorization ? { ...headers, 'proxy-authorization': forward.authorization } : headers,
          // Async iterables are taken too; undici's types do not say so.
          body: exchange.body as Uint8Array | undefined,
        };
        route.dispatch(dispatched, exchange);
        exchange.awaitConnection();
        return exchange.response;
      } catch (error) {
        return Promise.reject(networkFailure(error, url));
      }
    },
    async close() {
      await connections.close();
      timer.close();
    },
  };
}
