// A user's folder: empty at first, outside of the workspace, with the packages that npm installs there from the tarballs.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../scripts/toolchain.mjs';
import { root } from '../../scripts/workspace.mjs';
import { tarballRegistry } from './tarball-registry.ts';
import type { Tarball } from './tarballs.ts';

export interface Said {
  /** Exit code; null if it was ended. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface UserFolder extends Disposable {
  readonly path: string;
  /** `npm install <arguments>`; @kit packages come from the tarballs. */
  npmInstall(arguments_?: readonly string[], environment?: Environment): Promise<Said>;
  /** Names of everything that the last install brought, or with `--package-lock-only` would have brought. */
  installed(): string[];
  /** Runs a program in the folder, for at most a minute. */
  run(program: string, arguments_: readonly string[], environment?: Environment): Promise<Said>;
}

/** @param tarballs the packages that are on offer @param fixture the folder of `fixtures` whose files the user has, if any */
export function userFolder(tarballs: readonly Tarball[], fixture?: string): UserFolder {
  const path = mkdtempSync(join(tmpdir(), 'kit-user-'));
  if (fixture) cpSync(fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url)), path, { recursive: true });
  return {
    path,
    async npmInstall(arguments_ = [], environment = projectEnvironment()) {
      await using registry = await tarballRegistry(tarballs);
      // npm looks for a project in the folders above unless it is told where it is.
      const options = ['--prefix', path, `--@kit:registry=${registry.url}`, '--no-audit', '--no-fund'];
      return await run('npm', ['install', ...arguments_, ...options], { cwd: path, env: environment });
    },
    installed() {
      const lock = JSON.parse(readFileSync(join(path, 'package-lock.json'), 'utf8')) as { packages: object };
      return Object.keys(lock.packages).flatMap((place) => place.split('node_modules/').slice(1).at(-1) ?? []);
    },
    run: (program, arguments_, environment = projectEnvironment()) =>
      run(program, arguments_, { cwd: path, env: environment }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The project's own Node and npm, without what a running npm tells the scripts that it starts. */
export function projectEnvironment(): Environment {
  return withoutOuterRun(prepare({ install: false }).env);
}

/** What the machine has without the project's tools. */
export function machineEnvironment(): Environment {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  return withoutOuterRun({ ...process.env, PATH: folders.join(delimiter) });
}

function withoutOuterRun(environment: Environment): Environment {
  const outer =
    /^(npm_(package|lifecycle|config_local_prefix|config_prefix|command|execpath|node_execpath)|NODE_OPTIONS$|NODE_ENV$|VITEST)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !outer.test(name)));
}

function run(
  program: string,
  arguments_: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<Said> {
  const child = spawn(program, arguments_, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
    shell: process.platform === 'win32' && program === 'npm',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
