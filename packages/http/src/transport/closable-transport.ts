// A transport that holds connections.
import type { Transport } from '@kit/core';

export interface ClosableTransport extends Transport {
  /** Ends what is under way and closes all connections. */
  close(): Promise<void>;
}
