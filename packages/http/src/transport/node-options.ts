// Options of the transport for Node.

/** How `nodeTransport()` connects. Everything has a default. */
export interface NodeTransportOptions {
  /**
   * `'environment'` (default): HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case; a URL: this proxy for everything;
   * `false`: none. The proxy is an HTTP one (`http://user:password@host:port`, or `https://`).
   */
  readonly proxy?: string | false;
  /** Certificate authorities in PEM, instead of the built-in ones. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Client certificate and key in PEM, for mutual TLS. */
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** `false` accepts any certificate: for tests only. Default `true`. */
  readonly rejectUnauthorized?: boolean;
  /** HTTP/2 where the server offers it. Default `true`. */
  readonly http2?: boolean;
  /** Connections to one origin at most; further requests wait. No bound by default. */
  readonly connections?: number;
  /** How long an idle connection is kept, in milliseconds; a shorter wish of the server's wins. Default 30,000. */
  readonly keepAliveMs?: number;
  /** Refuses to connect to private, loopback and link-local addresses, after names were resolved. Default `false`. */
  readonly publicOnly?: boolean;
  /** Largest response head in bytes. Default 16 KiB. */
  readonly maxHeaderBytes?: number;
}
