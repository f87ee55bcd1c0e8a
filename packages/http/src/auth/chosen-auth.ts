// Auth that is one of several strategies: which one is decided with the first call, when the environment can be read.
import { type CallContext, type Credentials, EventHub } from '@kit/core';
import type { Auth, Grant } from './auth.ts';

export interface ChosenAuthOptions {
  /**
   * The strategy for what was configured, or for the credentials that a call brings. It is asked once for the
   * configuration and with each call that has credentials of its own; it makes no strategies, it picks among them.
   */
  readonly choose: (credentials: Credentials | undefined) => Auth;
  /** All that may be chosen: what they tell is heard, and they are closed. */
  readonly strategies: readonly Auth[];
}

/**
 * @example
 * const token = bearerAuth({ apiKey: options.accessToken });
 * const exchange = clientCredentials({ … });
 * chosenAuth({ choose: () => (options.clientId ? exchange : token), strategies: [token, exchange] })
 */
export function chosenAuth(options: ChosenAuthOptions): Auth {
  return new ChosenAuth(options);
}

class ChosenAuth implements Auth {
  readonly events: EventHub;
  readonly #options: ChosenAuthOptions;
  #configured: Auth | undefined;

  constructor(options: ChosenAuthOptions) {
    this.#options = options;
    this.events = new EventHub(options.strategies.map(({ events }) => events));
  }

  /** As the strategy looks that would be taken: a key can be shown as it is, a token that has to be bought cannot. */
  get preview(): Auth['preview'] {
    return this.#chosen().preview;
  }

  acquire(context: CallContext): Grant | Promise<Grant> {
    const { credentials } = context;
    return (credentials ? this.#options.choose(credentials) : this.#chosen()).acquire(context);
  }

  async close(): Promise<void> {
    for (const strategy of this.#options.strategies) await strategy.close?.();
  }

  #chosen(): Auth {
    return (this.#configured ??= this.#options.choose(undefined));
  }
}
