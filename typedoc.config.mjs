// `pnpm docs` writes the API reference of every published package to docs/api (not kept in git).
import { join } from 'node:path';
import { workspacePackages } from './scripts/workspace.mjs';

const published = workspacePackages().filter((found) => found.published && found.kind !== 'app');

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'kit',
  entryPoints: published.flatMap((found) => Object.values(found.entries).map((source) => join(found.path, source))),
  entryPointStrategy: 'resolve',
  tsconfig: 'tsconfig.docs.json',
  out: 'docs/api',
  readme: 'README.md',
  excludeInternal: true,
  excludePrivate: true,
  githubPages: false,
  validation: { notExported: false, invalidLink: true },
};
