// A Redis of a test's own, which it may stop, kill and start again.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OwnRedis {
  readonly url: string;
  /** Killed in mid-work (SIGKILL); what was written is on disk. */
  kill(): Promise<void>;
  /** Again, on the same port and with the same data. */
  start(): Promise<void>;
  /** Stopped and gone, with its data. */
  close(): Promise<void>;
}

/** True if there is a `redis-server` to start. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Starts one on a free port of 127.0.0.1. */
export async function ownRedis(): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'kit-redis-'));
  const port = await freePort();
  let server: ChildProcess | undefined;
  const stop = async (signal: NodeJS.Signals) => {
    const stopped = server;
    server = undefined;
    if (!stopped || stopped.exitCode !== null) return;
    const gone = new Promise((resolve) => stopped.once('exit', resolve));
    stopped.kill(signal);
    await gone;
  };
  const start = async () => {
    const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    server = spawn('redis-server', ['--port', String(port), '--dir', folder, ...options], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries++) {
      if (await accepts(port)) return;
      await sleep(25);
    }
    throw new Error('redis-server does not answer');
  };
  await start();
  // A test that ends before its time leaves no server behind.
  process.once('exit', () => void server?.kill('SIGKILL'));
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => stop('SIGKILL'),
    start,
    async close() {
      await stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** True once it has read its data: until then it answers that it is loading. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const over = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (bytes) => over(bytes.toString().startsWith('+PONG')));
    socket.on('error', () => over(false));
    socket.on('close', () => resolve(false));
  });
}
