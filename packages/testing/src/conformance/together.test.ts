// Several providers at once: sound ones pass, and one that mixes its calls up is found out.
import { describe, expect, it } from 'vitest';
import { acme, type Flaw } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { conformance } from './conformance.ts';
import { candidate, conformanceTogether } from './together.ts';

const one = (flaw?: Flaw) => candidate((options) => acme(options, flaw), acmeManifest);

describe('providers together', () => {
  it('answer each of their calls', async () => {
    expect(await conformanceTogether([one(), one()], { calls: 5 })).toEqual({ acme: { chat: 5, stream: 5 } });
  });

  it('are found out where an answer goes to another question', async () => {
    await expect(conformanceTogether([one(), one('remembers one answer for all')], { calls: 5 })).rejects.toThrow(
      /its own answer/,
    );
  });

  it('are found out where a connection stays behind', async () => {
    const leaky = candidate((options) => ({ ...acme(options), close: async () => {} }), acmeManifest);
    await expect(conformanceTogether([leaky], { calls: 2 })).rejects.toThrow(/no connection after close/);
  });
});

describe('a candidate', () => {
  it('is a factory and its manifest', () => {
    const names = (checks: ReturnType<typeof conformance>) => checks.map(({ name }) => name);
    expect(names(conformance(one()))).toEqual(names(conformance(acme, acmeManifest)));
  });

  it('has quick checks and slow ones, and each is one of them', () => {
    const [all, quick, slow] = (['all', 'quick', 'slow'] as const).map((tier) => conformance(one(), { tier })) as [
      ReturnType<typeof conformance>,
      ReturnType<typeof conformance>,
      ReturnType<typeof conformance>,
    ];
    expect(slow.every((check) => check.slow)).toBe(true);
    expect(slow.map(({ name }) => name)).toContain('no memory stays behind, after 200 aborted and 200 abandoned calls');
    expect([...quick, ...slow].map(({ name }) => name).sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it('names operations that are out of reach, and why', () => {
    const manifest = { ...acmeManifest, outOfReach: { stream: 'a session over a WebSocket' } };
    expect(conformance(acme, manifest).find(({ name }) => name === 'stream: is out of reach')?.skip).toBe(
      'a session over a WebSocket',
    );
  });
});
