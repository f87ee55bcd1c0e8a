// The connection to Redis: made at first use, never waiting for a server that is away, found again by itself.
import { systemEnvironment } from '@kit/core';
import type { Redis } from 'ioredis';

/** Sends one command, as an array of its words. */
export type SendCommand = (command: readonly string[]) => Promise<unknown>;

export interface Connection {
  /** Loads the client and tries to connect; resolves when the first try has ended, however. */
  open(): Promise<unknown>;
  readonly send: SendCommand;
  close(): Promise<void>;
}

/** Longest pause between two tries to find a server that is away. */
const LONGEST_PAUSE_MS = 1_000;

export function connect(url: string, connectTimeoutMs: number): Connection {
  let client: Promise<Redis> | undefined;
  let closed = false;

  const open = () => (client ??= make());
  const make = async (): Promise<Redis> => {
    // Loaded when it is first used: a process that never limits anything does not pay for it.
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: connectTimeoutMs,
      // Whoever asks has to know at once that nobody answers; what was sent may have been done and is not said twice.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(tries, 10)),
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      disableClientInfo: true,
    });
    // Told by the command that fails; without a listener it would end the process.
    redis.on('error', () => {});
    await ready(redis, connectTimeoutMs);
    return redis;
  };

  return {
    open,
    async send([name = '', ...words]) {
      if (closed) throw new Error('it is closed');
      const redis = await open();
      if (redis.status !== 'ready') throw new Error(`no connection to the server (${redis.status})`);
      return redis.call(name, ...words);
    },
    async close() {
      closed = true;
      const redis = await client?.catch(() => undefined);
      redis?.disconnect();
    },
  };
}

/** Resolves when the first try has ended: connected or not, the client goes on by itself from here. */
function ready(redis: Redis, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = systemEnvironment.setTimer(timeoutMs, resolve);
    const over = () => {
      stopTimer();
      resolve();
    };
    redis.once('ready', over);
    redis.once('close', over);
    redis.connect().catch(() => {});
  });
}
