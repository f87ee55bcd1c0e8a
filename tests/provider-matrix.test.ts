// docs/providers.md and the feature tables of the READMEs say what the manifests claim.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedFiles, featureTable, matrix, withFeatures } from '../scripts/provider-matrix.mjs';
import { root } from '../scripts/workspace.mjs';

const { files, problems } = await expectedFiles();

it('every provider has manifests, and a place in its README for what they claim', () => {
  expect(problems).toEqual([]);
});

it.each(files.map(({ path, text }) => [relative(root, path), path, text] as const))(
  '%s is in step with the manifests (`node scripts/provider-matrix.mjs --write`)',
  (_, path, text) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
  },
);

describe('a table', () => {
  const vendor = {
    id: 'acme',
    name: 'Acme',
    directory: root,
    wires: [],
    operations: ['chat', 'stream', 'speechStream', 'acmeAnvils'],
    features: ['tools', 'json-schema'],
    left: ['seed'],
  };

  it('of a README tells operations, what is lacking, and what chats can do', () => {
    const text = featureTable(vendor);
    expect(text).toContain('| operations | `chat`, `stream`, `speechStream` |');
    expect(text).toContain('| operations of its own | `acmeAnvils` |');
    expect(text).toMatch(/operations it lacks \| `complete`, `embed`.*`speech`, `transcribe`/);
    expect(text).toContain('| chats | tools, JSON by a schema |');
    expect(text).toContain('| with limits (a warning, or an error) | `seed` |');
    expect(text).not.toContain('wires');
  });

  it('of all vendors puts the streamed operation beside the complete one', () => {
    const text = matrix([vendor]);
    expect(text).toContain('[acme](../packages/providers/acme/README.md) | Acme | ✓ stream | |');
    expect(text).toContain('1 packages');
    expect(text).toMatch(/GitHub Models .* July 2026/);
  });

  it('stands between the markers and nowhere else', () => {
    const readme = 'a\n<!-- features -->\nold\n<!-- /features -->\nb\n';
    expect(withFeatures(readme, 'new')).toBe('a\n<!-- features -->\nnew\n<!-- /features -->\nb\n');
    expect(withFeatures('no markers', 'new')).toBeUndefined();
  });
});
