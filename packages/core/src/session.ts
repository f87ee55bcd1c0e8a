// A conversation over one open connection: typed messages both ways.
import type { ResponseMeta } from './model/result.ts';

export interface Session<In, Out> extends AsyncIterable<Out>, AsyncDisposable {
  readonly meta: ResponseMeta;
  /** Sends one message; resolves when it was handed to the socket with room left in its buffer. */
  send(message: In): Promise<void>;
  /** Nothing more will be sent; messages go on arriving until the vendor is done. */
  end(): Promise<void>;
  /** Ends the session at once and releases the socket. */
  close(reason?: unknown): void;
}
