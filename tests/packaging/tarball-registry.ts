// What npm asks when it installs @kit packages: a server on loopback that offers the packed ones as if they were published.
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tarball } from './tarballs.ts';

export interface TarballRegistry extends AsyncDisposable {
  readonly url: string;
}

export async function tarballRegistry(tarballs: readonly Tarball[]): Promise<TarballRegistry> {
  const server = createServer(({ url: path = '/' }, response) => {
    const asked = decodeURIComponent(path).slice(1);
    const file = tarballs.find(({ fileName }) => fileName === asked);
    if (file) return send(response, 200, 'application/octet-stream', file.bytes);
    const found = tarballs.find(({ manifest }) => manifest.name === asked);
    if (!found) return send(response, 404, 'application/json', '{"error":"not found"}');
    send(response, 200, 'application/json', JSON.stringify(packument(found, url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, [Symbol.asyncDispose]: close };
}

/** All that npm wants to know of a package: its versions, here one, each with its package.json and where it lies. */
function packument({ fileName, bytes, manifest }: Tarball, origin: string): object {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const version = { ...manifest, dist: { tarball: `${origin}/${fileName}`, integrity } };
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: version },
  };
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  // The next run has other packages of the same version, perhaps on the same port.
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
