// A process of its own that runs a script of a test, on the sources, and may be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Script {
  readonly process: ChildProcess;
  /** The lines that it has written so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that begins so; rejects when it ends without one. */
  line(start: string): Promise<string>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  kill(): Promise<void>;
}

export function runScript(url: URL, ...words: readonly string[]): Script {
  const child = spawn(
    process.execPath,
    ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning', fileURLToPath(url), ...words],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const look = () => {
    for (const wake of waiting) wake();
  };
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      over = true;
      look();
      resolve();
    });
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    look();
  });
  return {
    process: child,
    lines,
    ended,
    line: (start) =>
      new Promise((resolve, reject) => {
        const wake = () => {
          const found = lines.find((line) => line.startsWith(start));
          if (found === undefined && !over) return;
          waiting.delete(wake);
          if (found === undefined) reject(new Error(`the script ended without "${start}": ${lines.join(' | ')}`));
          else resolve(found);
        };
        waiting.add(wake);
        wake();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
