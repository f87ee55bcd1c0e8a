// The published packages as their users get them: packed by pnpm, which writes versions for `workspace:` and applies publishConfig.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { prepare } from '../../scripts/toolchain.mjs';
import { root } from '../../scripts/workspace.mjs';

export interface Tarball {
  readonly fileName: string;
  readonly bytes: Buffer;
  /** The package.json inside. */
  readonly manifest: PackedManifest;
}

export interface PackedManifest {
  readonly name: string;
  readonly version: string;
}

/** The named packages and all that they depend on. They have to be built (`pnpm build`). */
export function packed(...names: readonly string[]): Tarball[] {
  const folder = mkdtempSync(join(tmpdir(), 'kit-tarballs-'));
  try {
    const filters = names.flatMap((name) => ['--filter-prod', `${name}...`]);
    execFileSync('pnpm', ['--recursive', ...filters, 'pack', '--pack-destination', folder], {
      cwd: root,
      env: prepare({ install: false }).env,
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
    return readdirSync(folder).map((fileName) => tarball(fileName, readFileSync(join(folder, fileName))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tarball(fileName: string, bytes: Buffer): Tarball {
  const inside = createPackageFromTarballData(bytes);
  const manifest = inside.readFile(`/node_modules/${inside.packageName}/package.json`);
  return { fileName, bytes, manifest: JSON.parse(manifest) as PackedManifest };
}
