// What the figures were measured on, and what else went on there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The share of all cores that others used, looked at while the benchmark did nothing. */
export async function busyShare(): Promise<number> {
  const before = times();
  await sleep(300);
  const after = times();
  return (after.busy - before.busy) / (after.all - before.all);
}

function times() {
  let all = 0;
  let busy = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle;
  }
  return { all, busy };
}

export function machine(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim()}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}

/** `undici 8.1.0, openai 7.2.0, …`: what the contestants are made of. */
export function versions(): string {
  const manifest = readManifest(new URL('./package.json', import.meta.url)) as { devDependencies: object };
  const foreign = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith('@kit/'));
  return foreign.map((name) => `${name} ${installedVersion(name)}`).join(', ');
}

function installedVersion(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const found = readManifest(join(folder, 'package.json')) as { name?: string; version?: string };
      if (found.name === name && found.version) return found.version;
    } catch {
      // Further up.
    }
    if (dirname(folder) === folder) return 'unknown';
    folder = dirname(folder);
  }
}

const readManifest = (path: URL | string): unknown => JSON.parse(readFileSync(path, 'utf8'));
