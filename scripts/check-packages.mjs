// Looks at every published package as its user gets it: packed, then judged by publint, by a type-resolution check, by what the
// tarball holds, by Node importing each entry and by a strict compiler reading all declarations. Needs `pnpm build`.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { builtFile, root, workspacePackages } from './workspace.mjs';

const published = workspacePackages().filter((found) => found.published);

/** @returns {Promise<string[]>} what is wrong with one package */
async function problemsOf(found, folder) {
  const unbuilt = Object.values(found.entries)
    .flatMap((source) => [`${builtFile(source)}.js`, `${builtFile(source)}.d.ts`])
    .filter((file) => !existsSync(join(found.directory, file)));
  if (unbuilt.length > 0) return [`not built: ${unbuilt.join(', ')} (run \`pnpm build\`)`];

  const tarball = pack(found, folder);
  const files = createPackageFromTarballData(tarball);
  return [...contentProblems(found, files), ...(await publintProblems(tarball)), ...(await typeProblems(found, files))];
}

/** `pnpm pack` replaces `workspace:` ranges and applies publishConfig, as publishing does. */
function pack(found, folder) {
  const home = join(folder, found.path.replaceAll('/', '-'));
  execFileSync('pnpm', ['pack', '--pack-destination', home], {
    cwd: found.directory,
    stdio: 'pipe',
    shell: process.platform === 'win32',
  });
  const [file] = readdirSync(home);
  return readFileSync(join(home, file));
}

function contentProblems(found, files) {
  const wrong = [];
  const inside = files.listFiles().map((file) => file.replace(`/node_modules/${found.name}/`, ''));
  const manifest = files.readFile(`/node_modules/${found.name}/package.json`);
  for (const needed of ['README.md', 'LICENSE'])
    if (!inside.includes(needed)) wrong.push(`the tarball has no ${needed}`);
  for (const file of inside) {
    const expected =
      /^(dist\/.*|package\.json|README\.md|LICENSE|NOTICE|CHANGELOG\.md)$/.test(file) && !/\.test[.-]/.test(file);
    if (!expected) wrong.push(`the tarball carries ${file}`);
  }
  for (const leftover of ['workspace:', '@kit/source']) {
    if (manifest.includes(`"${leftover}`)) wrong.push(`the packed package.json still says ${leftover}`);
  }
  return wrong;
}

async function publintProblems(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** ESM only: how CommonJS and the pre-`exports` resolution see a package is not asked. */
async function typeProblems(found, files) {
  const entrypoints = Object.keys(found.entries);
  const result = await checkPackage(files, { entrypoints });
  if (!result.types) return ['types: it has none'];
  return result.problems
    .filter((problem) => !['node10', 'node16-cjs'].includes(problem.resolutionKind))
    .map(
      (problem) =>
        `types: ${problem.kind} (${problem.entrypoint ?? problem.fileName ?? ''} ${problem.resolutionKind ?? ''})`,
    );
}

/** Every entry, imported by Node from a package that depends on them all, without the condition for sources. */
function importProblems(entries) {
  const program = `for (const name of ${JSON.stringify(entries)}) await import(name).catch((error) => console.log(name + ': ' + error.message));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(root, 'examples'),
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter(Boolean);
  return (status === 0 ? lines : [...lines, stderr]).map((line) => `import ${line}`);
}

/** All declarations in one strict program that skips none of them. */
function declarationProblems() {
  const program = ts.createProgram({
    rootNames: published.flatMap((found) =>
      Object.values(found.entries).map((source) => join(found.directory, `${builtFile(source)}.d.ts`)),
    ),
    options: {
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    },
  });
  const ours = program
    .getSourceFiles()
    .filter((file) => /\/dist\/.*\.d\.ts$/.test(file.fileName) && !file.fileName.includes('node_modules'));
  return ours
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(
      ({ file, messageText }) =>
        `${relative(root, file.fileName)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

const folder = mkdtempSync(join(tmpdir(), 'kit-pack-'));
const wrong = [];
try {
  for (const found of published) {
    const problems = await problemsOf(found, folder);
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${found.name}`);
    wrong.push(...problems.map((problem) => `${found.name}: ${problem}`));
  }
  const examples = JSON.parse(readFileSync(join(root, 'examples/package.json'), 'utf8')).dependencies;
  const known = published.filter((found) => Object.hasOwn(examples, found.name));
  wrong.push(
    ...importProblems(
      known.flatMap((found) => Object.keys(found.entries).map((subpath) => posix.join(found.name, subpath))),
    ),
  );
  wrong.push(...declarationProblems());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (wrong.length > 0) {
  console.error(`\n${wrong.join('\n')}`);
  process.exitCode = 1;
}
