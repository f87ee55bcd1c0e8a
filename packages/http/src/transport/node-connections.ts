// Connections to all origins of one transport: undici's pools, made of clients that know who waits for them.
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { KitError } from '@kit/core';
import undici, { type buildConnector, type Dispatcher } from 'undici';
import { correctStreamEnds } from './http2-streams.ts';
import { type Connector, trackedConnector } from './node-connector.ts';
import { type Carrier, NodeExchange } from './node-exchange.ts';
import type { NodeTransportOptions } from './node-options.ts';
import { type ProxyServer, proxyChooser } from './proxy.ts';
import { publicConnector, publicLookup } from './public-lookup.ts';

/** Idle pools are closed when there are more origins than this: fetched media may come from anywhere. */
const MAX_ORIGINS = 100;

export interface Route {
  /** Stands before the path, and is added to the headers, where plain HTTP goes through a proxy. */
  readonly forward: { readonly prefix: string; readonly authorization: string | undefined } | undefined;
  /** Hands a request to the connection that was last in use and is free, else to the pool, which may open another. */
  dispatch(request: Dispatcher.DispatchOptions, exchange: NodeExchange): void;
}

/** Where a URL leads. */
export interface Way {
  readonly url: string;
  readonly route: Route;
  /** Path and query. */
  readonly path: string;
}

export interface NodeConnections {
  /** @throws KitError `config` for an unusable proxy URL. */
  to(url: string): Way;
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
  const routes = new Map<string, PooledRoute>();

  const open = (origin: string): PooledRoute => {
    const url = new URL(origin);
    const proxy = chooseProxy(url);
    // Undici's pool takes a connection for free one turn of the event loop after its response, and would open another one
    // for a call that follows at once. Where there is a limit, calls queue in the pool, and only it knows whose turn it is.
    const free = connections === undefined ? new FreeConnections() : undefined;
    const pool = new undici.Pool(origin, {
      allowH2: http2,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      ...(connections !== undefined && { connections }),
      ...(maxHeaderBytes !== undefined && { maxHeaderSize: maxHeaderBytes }),
      factory: (to, poolOptions) =>
        new Connection(to, poolOptions, {
          direct: connect,
          proxy,
          free,
          elsewhere: (request, exchange) => void pool.dispatch(request, exchange),
        }),
    });
    const forward =
      proxy && url.protocol === 'http:' ? { prefix: origin, authorization: proxy.authorization } : undefined;
    return {
      pool,
      forward,
      dispatch(request, exchange) {
        const connection = free?.take();
        if (connection) connection.take(request, exchange);
        else pool.dispatch(request, exchange);
      },
    };
  };

  const routeTo = (origin: string): Route => {
    const known = routes.get(origin);
    if (known) return known;
    if (routes.size >= MAX_ORIGINS) closeIdle(routes);
    const route = open(origin);
    routes.set(origin, route);
    return route;
  };
  // One call after the other goes the same way.
  let last: Way | undefined;

  return {
    to(url) {
      if (last?.url === url) return last;
      const pathAt = url.indexOf('/', url.indexOf('://') + 3);
      const origin = pathAt < 0 ? url : url.slice(0, pathAt);
      last = { url, route: routeTo(origin), path: pathAt < 0 ? '/' : url.slice(pathAt) };
      return last;
    },
    async close() {
      const open = [...routes.values()];
      routes.clear();
      last = undefined;
      await Promise.all(open.map(({ pool }) => pool.destroy()));
    },
  };
}

interface PooledRoute extends Route {
  readonly pool: InstanceType<typeof undici.Pool>;
}

function closeIdle(routes: Map<string, PooledRoute>): void {
  for (const [origin, { pool }] of routes) {
    if (pool.stats.size > 0) continue;
    routes.delete(origin);
    void pool.close();
  }
}

/** Connections whose response has ended, the last one first. Some have been given another request or closed since. */
class FreeConnections {
  readonly #connections: Connection[] = [];

  put(connection: Connection): void {
    if (connection.listed) return;
    connection.listed = true;
    this.#connections.push(connection);
  }

  take(): Connection | undefined {
    for (let connection = this.#connections.pop(); connection; connection = this.#connections.pop()) {
      connection.listed = false;
      if (connection.free) return connection;
    }
    return undefined;
  }
}

interface ConnectionOptions {
  readonly direct: Connector;
  readonly proxy: ProxyServer | undefined;
  /** Where it is put when its response has ended. */
  readonly free: FreeConnections | undefined;
  /** Has the pool find another connection for a request. */
  readonly elsewhere: Route['dispatch'];
}

/** What is known of the socket. */
interface Standing {
  /** While it is being connected. */
  connecting: Socket | undefined;
  /** Once it is connected. */
  established: Socket | undefined;
  /** It carries several requests at once (HTTP/2): the pool gives them to it. */
  shared: boolean;
}

/** One connection. Undici lets an abandoned connecting run on; this one ends it when nobody waits any more. */
class Connection extends undici.Client implements Carrier {
  readonly #free: FreeConnections | undefined;
  readonly #elsewhere: Route['dispatch'];
  readonly #standing: Standing;
  #underWay = 0;
  /** It was given a request that the pool does not know of. */
  #taken = false;
  /**
   * Its HTTP/2 server takes no more requests (GOAWAY) and lets the streams come to their end. Undici connects this client
   * again no sooner than that, so that others serve until then.
   */
  #retired = false;
  /** Its connecting is being ended, which fails whatever is given to it until the pool has heard of that and drops it. */
  #abandoned = false;
  /** It is among the free ones. */
  listed = false;

  constructor(origin: string | URL, options: object, { direct, proxy, free, elsewhere }: ConnectionOptions) {
    const standing: Standing = { connecting: undefined, established: undefined, shared: false };
    const connect = trackedConnector(direct, proxy, (socket, established) => {
      standing.connecting = socket;
      standing.established = established;
      if (established) standing.shared = (established as Partial<TLSSocket>).alpnProtocol === 'h2';
    });
    super(origin, { ...options, connect });
    this.#standing = standing;
    this.#free = free;
    this.#elsewhere = elsewhere;
    this.on('connect', () => {
      if (standing.shared && standing.established) correctStreamEnds(standing.established);
    });
    this.on('disconnect', () => {
      // Where the number of connections is limited, there may be no other.
      this.#retired = free !== undefined && this.#underWay > 0;
    });
  }

  get free(): boolean {
    return this.#underWay === 0 && !this.#abandoned && !this.closed && !this.destroyed;
  }

  /** Takes a request past the pool. */
  take(options: Dispatcher.DispatchOptions, exchange: NodeExchange): void {
    this.#taken = true;
    this.#begin(options, exchange);
  }

  /** Takes a request from the pool. */
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (!(handler instanceof NodeExchange)) return super.dispatch(options, handler);
    // Given up while it waited for a place: this connection is free for the next.
    if (handler.over) return true;
    if (!this.#taken && !this.#retired && !this.#abandoned) return this.#begin(options, handler);
    // The pool believes this connection to be free, and the request would wait until whole other answers have come.
    // `false` tells the pool that it is busy, until it says itself that it is not.
    queueMicrotask(() => this.#elsewhere(options, handler));
    return false;
  }

  #begin(options: Dispatcher.DispatchOptions, exchange: NodeExchange): boolean {
    this.#underWay++;
    exchange.assign(this);
    return super.dispatch(options, exchange);
  }

  end(reusable: boolean): void {
    this.#underWay--;
    this.#taken = false;
    if (this.#underWay === 0) this.#retired = false;
    if (reusable && !this.#standing.shared) this.#free?.put(this);
  }

  abandon(): void {
    const { connecting } = this.#standing;
    // Those count too that were sent and put back by undici, because their HTTP/2 connection went.
    if (!connecting || this.#underWay > 0) return;
    this.#abandoned = true;
    connecting.destroy(new KitError('network', 'The connection was given up before it stood.'));
  }
}
