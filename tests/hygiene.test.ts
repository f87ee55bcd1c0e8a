// What must be in no file of the project: paths of a machine, hosts of package registries, unfinished work, credentials.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/workspace.mjs';

interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  /** Files in which it is right. */
  readonly except?: RegExp;
}

// Each pattern is written so that it does not match itself.
const rules: readonly Rule[] = [
  { name: 'a path of some machine', pattern: /(?<![\w.*-])\/(?:work|farm|home|Users)\/[a-z]/ },
  { name: 'a path beside the project', pattern: /\.\.\/[s]hared\//, except: /^\.ci\/run$/ },
  {
    name: 'a registry host',
    pattern: /registry\.(?:npmjs|yarnpkg|npmmirror)[.]|https?:\/\/[^/\s"'`]*registr[y][^/\s"'`]*\.[a-z]/,
  },
  { name: 'work left for later', pattern: /\b(?:TO[D]O|FIX[M]E)\b/ },
  { name: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE[ ]KEY-----\\?n?[A-Za-z0-9+/]{40}/ },
  { name: 'a vendor key', pattern: /\b(?:sk-(?:proj|ant-api\d\d)-[A-Za-z0-9_-]{40,}|AIza[A-Za-z0-9_-]{35})\b/ },
];

/** Paths relative to the root: the files that git keeps or would keep; without git, all but the folders it ignores. */
function projectFiles(): string[] {
  try {
    const options = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return listed.split('\0').filter(Boolean);
  } catch {
    return walk('');
  }
}

function walk(folder: string): string[] {
  const ignored = /^(node_modules|\.git|\.tools|dist|\.turbo|coverage)$|^docs\/api$/;
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (ignored.test(entry.name) || ignored.test(path)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function readText(path: string): string | undefined {
  try {
    const bytes = readFileSync(join(root, path));
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    // Deleted, and git does not know yet.
    return undefined;
  }
}

const texts = projectFiles().flatMap((path) => {
  const text = readText(path);
  return text === undefined ? [] : [{ path, lines: text.split('\n') }];
});

it('reads the project', () => {
  expect(texts.map(({ path }) => path)).toContain('package.json');
});

it.each(rules.map((rule) => [rule.name, rule] as const))('no file holds %s', (_name, { pattern, except }) => {
  const found = texts
    .filter(({ path }) => !except?.test(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
    );
  expect(found).toEqual([]);
});

it.each([
  ['a path of some machine', `see ${'/wo'}rk/main/x`],
  ['a path beside the project', `../${'shared'}/wire`],
  ['a registry host', `resolved: ${'https://registry'}.example.com/x.tgz`],
  ['work left for later', `// ${'TO'}DO: later`],
  ['a vendor key', `AIza${'x'.repeat(35)}`],
])('the rule against %s can fail', (name, line) => {
  expect(rules.find((rule) => rule.name === name)?.pattern.test(line)).toBe(true);
});
