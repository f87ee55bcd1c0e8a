// Connections to all origins of one transport: undici's pools, made of clients that know who waits for them.
import type { Socket } from 'node:net';
import undici, { type buildConnector, type Dispatcher } from 'undici';
import { type Connector, trackedConnector } from './node-connector.ts';
import { type Carrier, NodeExchange } from './node-exchange.ts';
import type { NodeTransportOptions } from './node-options.ts';
import { type ProxyServer, proxyChooser } from './proxy.ts';
import { publicConnector, publicLookup } from './public-lookup.ts';

/** Idle pools are closed when there are more origins than this: fetched media may come from anywhere. */
const MAX_ORIGINS = 100;

export interface Route {
  readonly pool: Dispatcher & { readonly stats: { readonly size: number } };
  /** Stands before the path, and is added to the headers, where plain HTTP goes through a proxy. */
  readonly forward: { readonly prefix: string; readonly authorization: string | undefined } | undefined;
  /**
   * True for the rest of an event loop's turn in which a response ended: undici gives its connection free with the next
   * one, and a request that does not wait for that opens a connection that nobody needs.
   */
  readonly freeing: boolean;
  /** A response ended. */
  readonly onFree: () => void;
}

export interface NodeConnections {
  /** The way to an origin such as `https://api.example.com`. @throws KitError `config` for an unusable proxy URL. */
  to(origin: string): Route;
  close(): Promise<void>;
}

export function nodeConnections(options: NodeTransportOptions): NodeConnections {
  const {
    ca,
    cert,
    key,
    rejectUnauthorized,
    http2 = true,
    connections,
    keepAliveMs = 30_000,
    maxHeaderBytes,
    publicOnly,
  } = options;
  const chooseProxy = proxyChooser(options.proxy);
  const tlsOptions = {
    ...(ca !== undefined && { ca: ca as string }),
    ...(cert !== undefined && { cert: cert as string }),
    ...(key !== undefined && { key: key as string }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  };
  // Deadlines are each request's own, so undici's are off.
  const direct = undici.buildConnector({
    ...tlsOptions,
    ...(publicOnly && { lookup: publicLookup }),
    allowH2: http2,
    timeout: 0,
  } as buildConnector.BuildOptions);
  const connect = publicOnly ? publicConnector(direct as Connector) : (direct as Connector);
  const routes = new Map<string, Route>();

  const open = (origin: string): Route => {
    const url = new URL(origin);
    const proxy = chooseProxy(url);
    const pool = new undici.Pool(origin, {
      allowH2: http2,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      ...(connections !== undefined && { connections }),
      ...(maxHeaderBytes !== undefined && { maxHeaderSize: maxHeaderBytes }),
      factory: (to, poolOptions) => new Connection(to, poolOptions, connect, proxy),
    });
    const forward =
      proxy && url.protocol === 'http:' ? { prefix: origin, authorization: proxy.authorization } : undefined;
    let freeing = false;
    const freed = () => {
      freeing = false;
    };
    const onFree = () => {
      if (!freeing) setImmediate(freed);
      freeing = true;
    };
    return {
      pool,
      forward,
      onFree,
      get freeing() {
        return freeing;
      },
    };
  };

  return {
    to(origin) {
      const known = routes.get(origin);
      if (known) return known;
      if (routes.size >= MAX_ORIGINS) closeIdle(routes);
      const route = open(origin);
      routes.set(origin, route);
      return route;
    },
    async close() {
      const open = [...routes.values()];
      routes.clear();
      await Promise.all(open.map(({ pool }) => pool.destroy()));
    },
  };
}

function closeIdle(routes: Map<string, Route>): void {
  for (const [origin, { pool }] of routes) {
    if (pool.stats.size > 0) continue;
    routes.delete(origin);
    void pool.close();
  }
}

/** One connection. Undici lets an abandoned connecting run on; this one ends it when nobody waits any more. */
class Connection extends undici.Client implements Carrier {
  #waiting = 0;
  readonly #connecting: { socket: Socket | undefined };

  constructor(origin: string | URL, options: object, direct: Connector, proxy: ProxyServer | undefined) {
    const connecting: { socket: Socket | undefined } = { socket: undefined };
    const connect = trackedConnector(direct, proxy, (socket) => {
      connecting.socket = socket;
    });
    super(origin, { ...options, connect });
    this.#connecting = connecting;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (!(handler instanceof NodeExchange)) return super.dispatch(options, handler);
    // Given up while it waited for a place: this connection is free for the next.
    if (handler.over) return true;
    this.#waiting++;
    handler.assign(this);
    return super.dispatch(options, handler);
  }

  leave(): void {
    this.#waiting--;
  }

  abandon(reason: Error): void {
    this.#waiting--;
    if (this.#waiting === 0) this.#connecting.socket?.destroy(reason);
  }
}
