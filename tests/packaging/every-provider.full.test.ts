// How much comes with a provider: few packages, no other vendor's, and nothing of Node's in a bundle for workers.
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workspacePackages } from '../../scripts/workspace.mjs';
import { packed, type Tarball } from './tarballs.ts';
import { type UserFolder, userFolder } from './user-folder.ts';

const found = workspacePackages().filter(({ kind }) => kind === 'provider');
const providers = found.map(({ name }) => name);
let tarballs: Tarball[];

beforeAll(() => {
  tarballs = packed(...providers);
}, 60_000);

describe('installs few packages, and none of another vendor', () => {
  const more: Readonly<Record<string, number>> = {
    // AWS's binary event stream is read by AWS's own codec, which comes with three packages more.
    '@kit/provider-bedrock': 12,
    // Vertex AI speaks the wires of three vendors, each by its transformer.
    '@kit/provider-vertex': 9,
  };
  const most = (name: string) => more[name] ?? 8;

  it.each(providers)('%s', async (name) => {
    using folder = userFolder(tarballs);
    expect(await folder.npmInstall(['@kit/core', name, '--package-lock-only'])).toMatchObject({ status: 0 });
    const installed = folder.installed();
    expect(installed.length, installed.join(', ')).toBeLessThanOrEqual(most(name));
    expect(installed.filter((other) => other.startsWith('@kit/provider-'))).toEqual([name]);
  });
});

describe('bundled', () => {
  let folder: UserFolder;

  beforeAll(async () => {
    folder = userFolder(tarballs);
    expect(await folder.npmInstall(providers)).toMatchObject({ status: 0 });
  }, 60_000);
  afterAll(() => folder?.[Symbol.dispose]());

  /** On a platform of browsers esbuild fails for every import of Node's. */
  async function bundled(name: string, conditions: string[], platform: 'browser' | 'node'): Promise<Metafile> {
    const { metafile } = await build({
      stdin: { contents: `export * from '${name}';`, resolveDir: folder.path },
      absWorkingDir: folder.path,
      bundle: true,
      format: 'esm',
      platform,
      conditions,
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    return metafile;
  }
  const importsOf = ({ outputs }: Metafile) =>
    Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const holdsUndici = ({ inputs }: Metafile) => Object.keys(inputs).some((file) => file.includes('/undici/'));

  it.each(found)('for browsers, without undici and without an import of Node: $name', async ({ name, manifest }) => {
    const bundle = await bundled(name, [], 'browser');
    // What is asked for only if a user installed it stays a question.
    const optional = Object.keys(manifest.peerDependencies ?? {});
    expect(importsOf(bundle).filter((path) => !optional.includes(path))).toEqual([]);
    expect(holdsUndici(bundle)).toBe(false);
  });

  it('for Node: with undici, so that the look at bundles would see it', async () => {
    expect(holdsUndici(await bundled('@kit/provider-voyage', ['node'], 'node'))).toBe(true);
  });

  it('for workers that have the modules of Node: without undici all the same', async () => {
    expect(holdsUndici(await bundled('@kit/provider-voyage', ['workerd'], 'node'))).toBe(false);
  });
});
