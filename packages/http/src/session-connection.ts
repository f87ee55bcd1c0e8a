// The connection below a WebSocket of Node's, so that it can be ended at once.

/** What undici's dispatchers and their handlers have in common, in all versions. */
interface Dispatcher {
  dispatch(options: unknown, handler: Readonly<Record<string, unknown>>): unknown;
}

/** What is used of a socket. */
interface Connection {
  destroy(): void;
  destroySoon(): void;
}

/** Given to Node's WebSocket as its option `dispatcher`: passes on to the runtime's own and keeps what was connected. */
export class SessionConnection implements Dispatcher {
  readonly #first: Dispatcher | undefined;
  readonly #second: Dispatcher | undefined;
  #connection: Connection | undefined;

  /** Undefined where WebSockets are not made by undici: they have no such option. */
  static ofRuntime(): SessionConnection | undefined {
    const shared = globalThis as unknown as Readonly<Record<symbol, Dispatcher | undefined>>;
    const first = shared[Symbol.for('undici.globalDispatcher.1')];
    const second = shared[Symbol.for('undici.globalDispatcher.2')];
    return first || second ? new SessionConnection(first, second) : undefined;
  }

  private constructor(first: Dispatcher | undefined, second: Dispatcher | undefined) {
    this.#first = first;
    this.#second = second;
  }

  dispatch(options: unknown, handler: Readonly<Record<string, unknown>>): unknown {
    const [own, other] = 'onRequestStart' in handler ? [this.#second, this.#first] : [this.#first, this.#second];
    const watched = handler as Record<string, unknown>;
    for (const name of ['onUpgrade', 'onRequestUpgrade']) {
      const upgrade = watched[name];
      if (typeof upgrade !== 'function') continue;
      watched[name] = (...given: unknown[]) => {
        this.#connection = given.find(isConnection);
        return upgrade.apply(handler, given);
      };
    }
    return ((own ?? other) as Dispatcher).dispatch(options, watched);
  }

  /**
   * A WebSocket that is closed waits for the other side to agree, which may never come. `flushed`: all that was sent is on
   * its way, so that the closing frame gets out too.
   */
  end(flushed: boolean): void {
    if (flushed) this.#connection?.destroySoon();
    else this.#connection?.destroy();
  }
}

function isConnection(value: unknown): value is Connection {
  return typeof (value as Partial<Connection> | undefined)?.destroySoon === 'function';
}
