// A connection that can be cut or made to hang, between a client and a server.
import { connect, createServer, type Socket } from 'node:net';

export interface CutProxy {
  readonly port: number;
  /** Connections break, new ones are refused. */
  cut(): Promise<void>;
  /** Connections stand, but nothing comes through. */
  hang(): void;
  /** All is well again. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** Forwards to the host and port of `url`. */
export async function cutProxy(url: string): Promise<CutProxy> {
  const { hostname, port: target } = new URL(url);
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((near) => {
    const far = connect(Number(target), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => void (hangs || to.write(bytes)));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    if (!server.listening) return breakAll();
    const stopped = new Promise((resolve) => server.close(resolve));
    breakAll();
    await stopped;
  };
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    port,
    cut: stop,
    hang: () => {
      hangs = true;
    },
    async heal() {
      // What hung has lost bytes: its connections are of no use any more.
      if (hangs) breakAll();
      hangs = false;
      if (!server.listening) await listen(port);
    },
    close: stop,
  };
}
