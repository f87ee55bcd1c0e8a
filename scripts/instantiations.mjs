// How much work the public types are for the compiler: `tsc --extendedDiagnostics` over the type tests of @kit/core
// (`*.test-d.ts`), against type-budgets.json. The count does not depend on the machine, so a jump is a change of the types.
//
//   node scripts/instantiations.mjs            fails when a count is over its budget
//   node scripts/instantiations.mjs --write    sets the budgets to today's counts and 15 %
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './workspace.mjs';

const budgetFile = join(root, 'type-budgets.json');
const counted = ['Instantiations', 'Types'];

function typeTests() {
  const core = join(root, 'packages/core');
  return readdirSync(core, { recursive: true })
    .filter((file) => file.endsWith('.test-d.ts') && !file.includes('node_modules'))
    .map((file) => join(core, file));
}

/** @returns {Record<string, number>} */
function measure() {
  const files = typeTests();
  if (files.length === 0) throw new Error('packages/core has no type tests (*.test-d.ts)');
  const project = join(root, '.tools/cache/tsconfig.type-tests.json');
  mkdirSync(join(project, '..'), { recursive: true });
  const configuration = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { noEmit: true, typeRoots: ['../../node_modules/@types'] },
    files,
  };
  writeFileSync(project, JSON.stringify(configuration));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [compiler, '--project', project, '--extendedDiagnostics'], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(stdout);
    process.exit(1);
  }
  console.log(`type tests: ${files.map((file) => relative(root, file)).join(', ')}`);
  return Object.fromEntries(
    counted.map((name) => [name, Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(stdout)?.[1])]),
  );
}

const counts = measure();
if (process.argv.includes('--write')) {
  const budgets = Object.entries(counts).map(([name, count]) => [name, Math.ceil((count * 1.15) / 1000) * 1000]);
  writeFileSync(budgetFile, `${JSON.stringify(Object.fromEntries(budgets), null, 2)}\n`);
} else {
  const budgets = existsSync(budgetFile) ? JSON.parse(readFileSync(budgetFile, 'utf8')) : {};
  for (const [name, count] of Object.entries(counts)) {
    const over = !(count <= budgets[name]);
    console.log(`${over ? '✗' : '✓'} ${name}: ${count} of ${budgets[name] ?? 'no budget in type-budgets.json'}`);
    if (over) process.exitCode = 1;
  }
}
