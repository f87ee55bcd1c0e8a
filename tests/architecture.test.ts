// Who may import whom. The rules are those of docs/architecture.md; this test reads the imports and holds the code to them.
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Package, root, workspacePackages } from '../scripts/workspace.mjs';
import { parseSource, readSource, type SourceFile } from './source-file.ts';
import { isTest, publishedFiles, typescriptFiles } from './source-files.ts';

/** Every package but this folder itself, which looks at all of them from outside. */
const packages = workspacePackages().filter((found) => found.kind !== 'tests');
const byName = new Map(packages.map((found) => [found.name, found]));
const transformer = /^@kit\/transformer-/;

/** The kit packages that each package may import, by name or pattern; what is not listed may import nothing. */
const allowed: Record<string, readonly (string | RegExp)[]> = {
  '@kit/core': [],
  '@kit/wire': ['@kit/core'],
  '@kit/http': ['@kit/core', '@kit/wire'],
  '@kit/store': ['@kit/core'],
  '@kit/tools': ['@kit/core', '@kit/wire'],
  '@kit/testing': ['@kit/core', '@kit/wire', '@kit/http', transformer],
};

function mayImport(found: Package): readonly (string | RegExp)[] {
  if (found.kind === 'provider') return ['@kit/core', '@kit/http', '@kit/wire', transformer];
  if (found.kind === 'plugin') return ['@kit/core', '@kit/store'];
  if (found.kind !== 'package') return [/^@kit\/(?!examples$)/];
  // A wire is pure; what its vendors keep (files, batches) are operations of a provider, in a subpath of their own.
  if (transformer.test(found.name)) return ['@kit/core', '@kit/wire', '@kit/http'];
  if (found.name.startsWith('@kit/store-')) return ['@kit/core', '@kit/store'];
  return allowed[found.name] ?? [];
}

const matches = (name: string, rules: readonly (string | RegExp)[]): boolean =>
  rules.some((rule) => (typeof rule === 'string' ? rule === name : rule.test(name)));

/** `@scope/name/sub/path` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const isBuiltin = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier);
const isPortable = (found: Package): boolean =>
  ['@kit/core', '@kit/wire'].includes(found.name) || transformer.test(found.name);
const isWithoutZod = (found: Package): boolean =>
  isPortable(found) || found.name === '@kit/http' || found.kind === 'provider';

const cache = new Map<string, SourceFile>();
function source(file: string): SourceFile {
  const read = cache.get(file) ?? readSource(file);
  cache.set(file, read);
  return read;
}

/** `file: message` for every import of the files that a rule objects to. */
function objections(
  files: readonly string[],
  judge: (specifier: string, typeOnly: boolean, file: string) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    source(file).imports.flatMap(({ specifier, typeOnly }) => {
      const said = judge(specifier, typeOnly, file);
      return said ? [`${relative(root, file)}: ${said}`] : [];
    }),
  );
}

const dependencyTables = (found: Package, kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => Object.keys(found.manifest[kind] ?? {}));

describe.each(packages.map((found) => [found.name, found] as const))('%s', (_name, found) => {
  const rules = mayImport(found);
  const runtime = dependencyTables(found, ['dependencies', 'peerDependencies', 'optionalDependencies']);
  const everything = [...runtime, ...dependencyTables(found, ['devDependencies'])];

  it('imports only the kit packages it may', () => {
    const wrong = objections(publishedFiles(found), (specifier) => {
      const name = packageOf(specifier);
      return name.startsWith('@kit/') && name !== found.name && !matches(name, rules)
        ? `may not import ${name}`
        : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it('depends only on the kit packages it may', () => {
    const kit = runtime.filter((name) => name.startsWith('@kit/'));
    expect(kit.filter((name) => !matches(name, rules))).toEqual([]);
    expect(kit.filter((name) => !byName.has(name))).toEqual([]);
  });

  it('declares every package it imports', () => {
    const shared = ['vitest', 'fast-check', 'typescript'];
    const wrong = objections(typescriptFiles(found), (specifier, _typeOnly, file) => {
      const name = packageOf(specifier);
      if (isRelative(specifier) || isBuiltin(specifier) || name === found.name) return undefined;
      if (specifier.startsWith('#')) {
        return Object.hasOwn(found.manifest.imports ?? {}, specifier)
          ? undefined
          : `${specifier} is not in its imports`;
      }
      const declared = isTest(file) || !publishedFiles(found).includes(file) ? [...everything, ...shared] : runtime;
      return declared.includes(name) ? undefined : `${name} is not in its package.json`;
    });
    expect(wrong).toEqual([]);
  });

  it('imports its own files by their names, and no other package by path', () => {
    const wrong = objections(typescriptFiles(found), (specifier, _typeOnly, file) => {
      if (!isRelative(specifier)) return undefined;
      const target = join(dirname(file), specifier);
      if (!target.startsWith(found.directory)) return `${specifier} leaves the package`;
      return existsSync(target) && /\.(ts|json|mjs)$/.test(target)
        ? undefined
        : `${specifier} is not the name of a file`;
    });
    expect(wrong).toEqual([]);
  });

  it('keeps no state in modules and awaits nothing when it is loaded', () => {
    const wrong = publishedFiles(found).flatMap((file) =>
      source(file).topLevel.map((effect) => `${relative(root, file)}: ${effect}`),
    );
    expect(wrong).toEqual([]);
  });

  if (found.name === '@kit/wire') {
    it('takes nothing but types from core', () => {
      const wrong = objections(publishedFiles(found), (specifier, typeOnly) =>
        packageOf(specifier) === '@kit/core' && !typeOnly ? 'imports a value of @kit/core' : undefined,
      );
      expect(wrong).toEqual([]);
    });
  }

  if (found.name === '@kit/core') {
    it('has no dependency', () => {
      expect(runtime).toEqual([]);
      expect(
        objections(publishedFiles(found), (specifier) => (isRelative(specifier) ? undefined : `imports ${specifier}`)),
      ).toEqual([]);
    });
  }

  if (isPortable(found)) {
    it('runs where there is no Node', () => {
      const builtins = objections(publishedFiles(found), (specifier) =>
        isBuiltin(specifier) ? `imports ${specifier}` : undefined,
      );
      const globals = publishedFiles(found).flatMap((file) =>
        ['Buffer', 'process', 'require', '__dirname', '__filename'].flatMap((name) =>
          source(file).names.has(name) ? [`${relative(root, file)}: names ${name}`] : [],
        ),
      );
      expect([...builtins, ...globals]).toEqual([]);
    });
  }

  if (transformer.test(found.name)) {
    it('translates without a connection: only its resources know of http', () => {
      const wrong = objections(publishedFiles(found), (specifier, _typeOnly, file) =>
        packageOf(specifier) === '@kit/http' && !relative(found.directory, file).startsWith('src/resources/')
          ? 'imports @kit/http'
          : undefined,
      );
      expect(wrong).toEqual([]);
    });
  }

  if (isWithoutZod(found)) {
    it('brings no schema library along', () => {
      expect(everything.filter((name) => name === 'zod')).toEqual([]);
      expect(
        objections(publishedFiles(found), (name) => (packageOf(name) === 'zod' ? 'imports zod' : undefined)),
      ).toEqual([]);
    });
  }

  if (found.kind === 'provider' || found.kind === 'plugin') {
    it('stands alone, in its tests too', () => {
      const wrong = objections(typescriptFiles(found), (specifier) => {
        const kind = byName.get(packageOf(specifier))?.kind;
        return (kind === 'provider' || kind === 'plugin') && packageOf(specifier) !== found.name
          ? `a ${found.kind} may not import a ${kind}`
          : undefined;
      });
      expect(wrong).toEqual([]);
      const others = everything.filter((name) => ['provider', 'plugin'].includes(byName.get(name)?.kind ?? ''));
      expect(others).toEqual([]);
    });
  }
});

describe('the workspace', () => {
  it('has no package whose place in the architecture is unknown', () => {
    const known = (found: Package) =>
      found.kind !== 'package' ||
      Object.hasOwn(allowed, found.name) ||
      transformer.test(found.name) ||
      found.name.startsWith('@kit/store-');
    expect(packages.filter((found) => !known(found)).map((found) => found.name)).toEqual([]);
  });

  it('names providers, plugins and packages after their folders', () => {
    const prefix: Record<string, string> = { package: '@kit/', provider: '@kit/provider-', plugin: '@kit/plugin-' };
    const wrong = packages.filter(
      (found) =>
        Object.hasOwn(prefix, found.kind) && found.name !== `${prefix[found.kind]}${found.path.split('/').at(-1)}`,
    );
    expect(wrong.map((found) => found.path)).toEqual([]);
  });

  it('has no circle of dependencies, tests included, so that a build has an order', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' → '));
      if (path.includes(name) || done.has(name)) return;
      const found = byName.get(name);
      const needed = found ? dependencyTables(found, ['dependencies', 'devDependencies', 'peerDependencies']) : [];
      for (const next of needed.filter((candidate) => byName.has(candidate))) walk(next, [...path, name]);
      done.add(name);
    };
    for (const { name } of packages) walk(name, []);
    expect(circles).toEqual([]);
  });

  it('takes its kit packages from the workspace', () => {
    const wrong = packages.flatMap((found) =>
      ['dependencies', 'peerDependencies', 'devDependencies'].flatMap((kind) =>
        Object.entries<string>(found.manifest[kind] ?? {})
          .filter(([name, range]) => name.startsWith('@kit/') && range !== 'workspace:^')
          .map(([name, range]) => `${found.name} ${kind}: ${name} ${range}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('sees every way to import, and which of them are gone at run time', () => {
    const { imports } = parseSource(`
      import type { A } from 'only-types';
      import { type B } from 'only-types-inline';
      import { type C, d } from 'mixed';
      import e from 'default';
      import 'effect';
      export * from 'all';
      export type { F } from 'exported-types';
      type G = import('in-a-type').G;
      const h = () => import('dynamic');
    `);
    expect(imports).toEqual([
      { specifier: 'only-types', typeOnly: true },
      { specifier: 'only-types-inline', typeOnly: true },
      { specifier: 'mixed', typeOnly: false },
      { specifier: 'default', typeOnly: false },
      { specifier: 'effect', typeOnly: false },
      { specifier: 'all', typeOnly: false },
      { specifier: 'exported-types', typeOnly: true },
      { specifier: 'in-a-type', typeOnly: true },
      { specifier: 'dynamic', typeOnly: false },
    ]);
  });

  it('tells a global from a property of that name', () => {
    expect(parseSource('const x = { Buffer: 1 }; x.Buffer;').names.has('Buffer')).toBe(false);
    expect(parseSource('Buffer.from([])').names.has('Buffer')).toBe(true);
  });

  it('sees state and waiting at the top level of a module, and not inside functions', () => {
    expect(parseSource('let a = 1; var b; await c; const d = 2;').topLevel).toEqual(['let a', 'var b', 'await']);
    expect(parseSource('export async function f() { let a = await g(); return a; }').topLevel).toEqual([]);
  });
});
