// A place where nobody listens.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** URL of a port on 127.0.0.1 that refuses connections. */
export function refusedURL(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });
}
