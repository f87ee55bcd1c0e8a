// Gets what the project runs on, through npm alone: a current Node, pnpm and the dependencies. Each is fetched at most once,
// into .tools/ and node_modules/, and only when the machine has none that will do. Runs on Node 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { root, workspacePackages } from './workspace.mjs';

const tools = join(root, '.tools');
const windows = process.platform === 'win32';

/** What undici, vitest and tsup run on today. */
const nodeRange = '>=24.11.0 <25 || >=22.19.0 <23';
const pnpmVersion = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.replace('pnpm@', '');

/** A message for the person at the terminal; no stack is printed with it. */
export class SetupError extends Error {}

/**
 * Makes sure that Node, pnpm and (unless told otherwise) the dependencies are there.
 * @param {{ install?: boolean }} [options]
 * @returns {{ node: string, env: Record<string, string | undefined> }} the Node to run, and an environment with both tools first in PATH
 */
export function prepare({ install = true } = {}) {
  const node = suitableNode(process.versions.node) ? process.execPath : (toolNode() ?? fetchNode());
  const pnpmFolder = toolPnpm() ?? machinePnpm() ?? fetchPnpm();
  const path = [dirname(node), pnpmFolder, join(root, 'node_modules/.bin'), process.env.PATH]
    .filter(Boolean)
    .join(delimiter);
  const env = { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' };
  // Windows spells it Path; two spellings would hide ours.
  if (windows) delete env.Path;
  if (install) installDependencies(env);
  return { node, env };
}

/** @param {string} version */
function suitableNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;
}

/** npm's package with Node's binary for this machine: no install script is needed for it. */
function nodePackage() {
  const arch =
    process.platform === 'darwin' && process.arch === 'arm64'
      ? 'bin-darwin-arm64'
      : `${windows ? 'win' : process.platform}-${process.arch}`;
  return `node-${arch}`;
}

function toolNode() {
  const home = join(tools, 'node_modules', nodePackage());
  const binary = join(home, 'bin', windows ? 'node.exe' : 'node');
  if (!existsSync(binary)) return undefined;
  return suitableNode(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version) ? binary : undefined;
}

function fetchNode() {
  fetchTool(
    'Node 24',
    `this machine's Node is ${process.versions.node}; the project needs 22.19 or later`,
    `${nodePackage()}@${nodeRange}`,
  );
  const node = toolNode();
  const works = node && spawnSync(node, ['--version']).status === 0;
  if (works) return node;
  throw new SetupError(
    `npm has no Node that runs on this machine (${process.platform} ${process.arch}). Install Node 24 yourself, then try again.`,
  );
}

/** The folder of pnpm's own binary in .tools, when it is the version that package.json asks for. */
function toolPnpm() {
  const manifest = join(tools, 'node_modules/pnpm/package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== pnpmVersion) return undefined;
  const vendor = join(tools, 'node_modules/@pnpm');
  const folder = existsSync(vendor) ? readdirSync(vendor).find((name) => name.startsWith('exe.')) : undefined;
  return folder ? join(vendor, folder) : join(tools, 'node_modules/.bin');
}

/** A pnpm of the same major on the machine will do. Asked outside the project, so that it does not change its own version. */
function machinePnpm() {
  const env = { ...process.env, COREPACK_ENABLE_NETWORK: '0', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' };
  const asked = spawnSync('pnpm', ['--version'], {
    cwd: tmpdir(),
    env,
    encoding: 'utf8',
    timeout: 10_000,
    shell: windows,
  });
  const major = pnpmVersion.split('.')[0];
  if (asked.status !== 0 || asked.stdout.trim().split('.')[0] !== major) return undefined;
  const name = windows ? 'pnpm.cmd' : 'pnpm';
  return (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, name)));
}

function fetchPnpm() {
  fetchTool(`pnpm ${pnpmVersion}`, 'the machine has none of this major version', `pnpm@${pnpmVersion}`);
  const folder = toolPnpm();
  if (folder) return folder;
  throw new SetupError('npm installed pnpm, and it is not where it should be. Remove .tools, then try again.');
}

function fetchTool(name, reason, specifier) {
  mkdirSync(tools, { recursive: true });
  if (!existsSync(join(tools, 'package.json'))) writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  const { command, first } = npm();
  const options = [
    '--prefix',
    tools,
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
  ];
  timed(`getting ${name} from npm into .tools (${reason})`, () =>
    run(command, [...first, 'install', ...options, specifier], { cwd: tools, env: process.env }),
  );
}

/** The npm that started this script, else the one in PATH. */
function npm() {
  const started = process.env.npm_execpath;
  if (started && basename(started).startsWith('npm-cli')) return { command: process.execPath, first: [started] };
  return { command: windows ? 'npm.cmd' : 'npm', first: [] };
}

function installDependencies(env) {
  const stamp = join(root, 'node_modules/.kit-installed');
  const wanted = dependencyFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // With CI set, pnpm asks no questions.
  timed('installing the dependencies with pnpm', () =>
    run('pnpm', ['install', '--frozen-lockfile'], { cwd: root, env: { ...env, CI: 'true' } }),
  );
  writeFileSync(stamp, wanted);
}

/** Changes when an install would do something: the lockfile, the workspace file or a package.json changed. */
function dependencyFingerprint() {
  const hash = createHash('sha256');
  const manifests = workspacePackages().map((found) => join(found.path, 'package.json'));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function run(command, args, { cwd, env }) {
  const shell = windows && !command.endsWith('.exe');
  const shown = shell ? args.map((arg) => `"${arg}"`) : args;
  const result = spawnSync(command, shown, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trim();
  throw new SetupError(`${said}\n\n${explain(said, basename(command))}`);
}

function explain(said, command) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|dns error|error sending request/i.test(
      said,
    )
  ) {
    return 'The package registry cannot be reached. The first run needs the network (or a proxy or mirror that npm is configured for); later ones do not.';
  }
  if (/OUTDATED_LOCKFILE|FROZEN_LOCKFILE/i.test(said)) {
    return 'A package.json has changed since pnpm-lock.yaml was written. Bring it up to date: node scripts/run.mjs exec pnpm install';
  }
  return `${command} failed; what it said is above.`;
}

function timed(what, work) {
  const began = performance.now();
  process.stdout.write(`kit: ${what} … `);
  try {
    work();
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}
