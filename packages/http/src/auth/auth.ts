// Auth: how a request proves who sends it. A strategy, independent of URL, wire and body.
import type { CallContext, EventSource, KitError } from '@kit/core';

/** A request that is about to be signed. Headers are lower-case. */
export interface SignableRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** Bytes of the body where the scheme signs them; undefined for streams. */
  readonly body?: string | Uint8Array | undefined;
}

/** One credential, borrowed for one request. */
export interface Grant {
  /** What to call it in traces and errors, never the credential: `key …x4Qz`, `service-account`. */
  readonly label?: string;
  /** The account that the credential belongs to, where several share one: opaque data goes back to it. `label` if absent. */
  readonly account?: string;
  /** Adds the credential to the request's headers (or answers another URL). */
  apply(request: SignableRequest): void | Promise<void> | { readonly url: string } | Promise<{ readonly url: string }>;
  /** Tells how it went: pools cool keys down, exchanged tokens are renewed. */
  settle?(outcome: { readonly error?: KitError }): void;
  /** True if a fresh credential can be had: the request is then replayed once after an `authentication` failure. */
  readonly renewable?: boolean;
  /** True if asking again may bring another credential: only then does an error advise `other-key`. */
  readonly alternatives?: boolean;
}

export interface Auth {
  /**
   * Where the call brings `context.credentials`, only those may be used: the configured credential never stands in for
   * what they lack.
   * @throws KitError `authentication` that names the option and the environment variable when there is no credential.
   */
  acquire(context: CallContext): Grant | Promise<Grant>;
  /** Where a credential costs an exchange: what it will look like, for `inspect`. */
  readonly preview?: (request: SignableRequest) => void;
  /** Keys that cool down, tokens that are renewed. */
  readonly events?: EventSource;
  close?(): Promise<void>;
}
