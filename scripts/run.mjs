// The project's commands on a machine that has only Node 20 (or later) and npm. What is missing is set up first.
//
//   node scripts/run.mjs start [arguments]        examples/quickstart.ts, on the sources          (npm start)
//   node scripts/run.mjs test [vitest arguments]  formatting, lint, types and the fast tests      (npm test)
//   node scripts/run.mjs test:full                build, package checks, budgets, coverage, and the slow tests (npm run test:full)
//   node scripts/run.mjs exec <command …>         any command, with the project's Node and pnpm first in PATH
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { closingLine, resultsFolder, testsFailedIn } from './test-results.mjs';
import { prepare, SetupError } from './toolchain.mjs';
import { foundation, root } from './workspace.mjs';

const fastSteps = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'types without Node', command: ['tsc', '--project', 'tsconfig.portable.json'] },
  { name: 'fast tests', command: ['vitest', 'run', '--project', 'unit'], results: 'fast.json' },
];

const fullSteps = [
  { name: 'build', command: ['turbo', 'run', 'build'] },
  { name: 'packages', command: ['node', 'scripts/check-packages.mjs'] },
  { name: 'size budgets', command: ['node', 'scripts/size.mjs'] },
  { name: 'size of a chat', command: ['node', 'scripts/chat-size.mjs'] },
  { name: 'type budgets', command: ['node', 'scripts/instantiations.mjs'] },
  { name: 'API reference', command: ['typedoc'] },
  {
    name: 'foundation, with coverage',
    command: ['vitest', 'run', '--project', 'unit', '--coverage', ...foundation.map(({ path }) => path)],
    results: 'coverage.json',
  },
  { name: 'slow tests', command: ['vitest', 'run', '--project', 'full'], results: 'full.json' },
];

const commands = {
  start: (args) => start(args),
  test: (args) => (args.length > 0 ? selectedTests(args) : runSteps('test', fastSteps)),
  'test:full': () => runSteps('test:full', fullSteps),
  exec: (args) => execute(args),
};

function start(args) {
  const example = 'examples/quickstart.ts';
  if (!existsSync(join(root, example))) throw new SetupError(`${example} is missing: there is nothing to start.`);
  const { node, env } = prepare();
  return spawn(node, ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning', example, ...args], { env });
}

function selectedTests(args) {
  const { env } = prepare();
  return spawn('vitest', ['run', '--project', 'unit', ...args], { env });
}

function execute([command, ...args]) {
  if (!command) throw new SetupError('usage: node scripts/run.mjs exec <command …>');
  // pnpm itself must run even when the lockfile is out of date: it is what brings it up to date.
  const { env } = prepare({ install: command !== 'pnpm' });
  return spawn(command, args, { env, cwd: process.cwd() });
}

/** Runs every step, also after one has failed, and ends with what each took and the line `N passed, N failed`. */
function runSteps(task, steps) {
  const { env } = prepare();
  mkdirSync(resultsFolder, { recursive: true });
  const checks = join(resultsFolder, `${task.replace(':', '-')}.checks.json`);
  const files = steps.flatMap((step) => step.results ?? []).map((name) => join(resultsFolder, name));
  for (const file of [checks, ...files]) rmSync(file, { force: true });

  const outcomes = steps.map((step) => runStep(step, env));
  const failed = outcomes.filter((outcome) => outcome.failed);
  // A step whose tests failed is told by those tests.
  writeFileSync(
    checks,
    JSON.stringify({ failed: failed.filter((outcome) => !outcome.testsFailed).map((outcome) => outcome.name) }),
  );

  const width = Math.max(...steps.map((step) => step.name.length));
  console.log('');
  for (const { name, failed, seconds } of outcomes) {
    console.log(`${failed ? '✗' : '✓'} ${name.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  console.log(closingLine([checks, ...files]));
  return failed.length > 0 ? 1 : 0;
}

function runStep({ name, command: [program, ...args], results }, env) {
  console.log(`\n— ${name}: ${[program, ...args].join(' ')}`);
  const began = performance.now();
  const file = results && join(resultsFolder, results);
  const reporters = file ? ['--reporter=default', '--reporter=json', `--outputFile.json=${relative(root, file)}`] : [];
  const status = spawn(program, [...args, ...reporters], { env });
  const failed = status !== 0;
  return {
    name,
    failed,
    testsFailed: failed && file !== undefined && testsFailedIn(file),
    seconds: (performance.now() - began) / 1000,
  };
}

/** The exit code. Ctrl-C reaches the child too; this process waits for it. */
function spawn(program, args, { env, cwd = root }) {
  const shell = process.platform === 'win32' && !program.endsWith('.exe');
  const { status, signal, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit', shell });
  if (error) throw new SetupError(`${program}: ${error.message}`);
  return signal ? 1 : (status ?? 1);
}

function main([name = '', ...args]) {
  if (!Object.hasOwn(commands, name)) {
    console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`);
    return 2;
  }
  try {
    return commands[name](args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
