// A worker under workerd, on loopback: its only way out is to other servers of this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface WorkerServer extends AsyncDisposable {
  readonly url: string;
}

export interface Worker {
  readonly binary: string;
  readonly folder: string;
  /** Module in the folder whose default export has `fetch`. */
  readonly module: string;
  /** Texts in the worker's environment. */
  readonly bindings: Readonly<Record<string, string>>;
}

export async function workerServer(worker: Worker): Promise<WorkerServer> {
  writeFileSync(join(worker.folder, 'worker.capnp'), configuration(worker));
  const child = spawn(worker.binary, ['serve', 'worker.capnp', '--control-fd=3'], {
    cwd: worker.folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
  const exited = once(child, 'exit');
  const told = once(child.stdio[3] as Readable, 'data');
  const [first] = await Promise.race([told, exited.then(() => Promise.reject(new Error(`workerd ended: ${stderr}`)))]);
  const { port } = JSON.parse(String(first).split('\n')[0] as string) as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function configuration({ module, bindings }: Worker): string {
  const texts = Object.entries(bindings).map(([name, text]) => `(name = ${quoted(name)}, text = ${quoted(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "worker", esModule = embed ${quoted(module)})],
      compatibilityDate = "2026-10-01",
      bindings = [${texts.join(', ')}],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`;
}

const quoted = (text: string): string => JSON.stringify(text);
