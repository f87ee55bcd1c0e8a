import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { cutProxy, runScript, skipped } from './index.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A proxy before a server that says everything back. */
async function echoing() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await cutProxy(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closers.push(async () => {
    await proxy.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return proxy;
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const said = async (socket: Socket, words: string): Promise<string> => {
  socket.write(words);
  return String((await once(socket, 'data'))[0]);
};

describe('a connection that can be cut', () => {
  it('forwards both ways, breaks when it is cut, refuses new ones, and heals', async () => {
    const proxy = await echoing();
    const socket = await client(proxy.port);
    expect(await said(socket, 'hello')).toBe('hello');
    const closed = once(socket, 'close');
    await proxy.cut();
    await closed;
    const [error] = await once(connect(proxy.port, '127.0.0.1'), 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
    expect(await said(await client(proxy.port), 'again')).toBe('again');
  });

  it('stands while it hangs, but lets nothing through', async () => {
    const proxy = await echoing();
    const socket = await client(proxy.port);
    proxy.hang();
    const answered = said(socket, 'hello').catch(() => 'broken');
    const waited = new Promise((resolve) => setTimeout(resolve, 100, 'nothing'));
    expect(await Promise.race([answered, waited])).toBe('nothing');
    expect(socket.destroyed).toBe(false);
  });
});

describe('a script in a process of its own', () => {
  function script(text: string) {
    const folder = mkdtempSync(join(tmpdir(), 'kit-script-'));
    const file = join(folder, 'script.mjs');
    writeFileSync(file, text);
    const running = runScript(pathToFileURL(file), 'one', 'two');
    closers.push(async () => {
      await running.kill();
      rmSync(folder, { recursive: true });
    });
    return running;
  }

  it('is given its words and says its lines', async () => {
    const running = script('console.log("words", ...process.argv.slice(2)); console.log("over");');
    expect(await running.line('words')).toBe('words one two');
    await running.ended;
    expect(running.lines).toEqual(['words one two', 'over']);
    await expect(running.line('more')).rejects.toThrow('the script ended without "more"');
  });

  it('can be killed in the middle of its work', async () => {
    const running = script('console.log("begun"); setInterval(() => {}, 1000);');
    await running.line('begun');
    await running.kill();
    expect(running.process.signalCode).toBe('SIGKILL');
  });
});

it('a group of tests says what it lacks', () => {
  expect(skipped('shares limits', 'Redis', undefined)).toBe('shares limits (skipped: no Redis)');
  expect(skipped('shares limits', 'Redis', 'redis://127.0.0.1:1')).toBe('shares limits');
});
