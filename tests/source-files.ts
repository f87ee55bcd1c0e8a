// The TypeScript files of a package, its tests told apart from what users get.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from '../scripts/workspace.mjs';

export const isTest = (file: string): boolean => /\.(test|full\.test|test-d|bench)\.ts$/.test(file);

const listings = new Map<string, string[]>();

/** Absolute paths, without what was installed or built. */
export function typescriptFiles(found: Package): string[] {
  const listing = listings.get(found.directory) ?? list(found);
  listings.set(found.directory, listing);
  return listing;
}

function list(found: Package): string[] {
  const inside = existsSync(found.directory) ? readdirSync(found.directory, { recursive: true, encoding: 'utf8' }) : [];
  return inside
    .filter((file) => file.endsWith('.ts') && !/(^|[\\/])(node_modules|dist|coverage)[\\/]/.test(file))
    .map((file) => join(found.directory, file));
}

/** What is built and published: everything in src/ but the tests. */
export function publishedFiles(found: Package): string[] {
  return typescriptFiles(found).filter((file) => file.startsWith(join(found.directory, 'src')) && !isTest(file));
}
