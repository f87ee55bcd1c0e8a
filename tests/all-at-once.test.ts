// All providers in one process, on one event loop, each before a server of its own, all called at the same time: no answer
// goes to another's question, and nothing is left when they are closed.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Candidate, conformanceTogether } from '@kit/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { workspacePackages } from '../scripts/workspace.mjs';

const calls = 20;
/** A provider has up to fifteen operations beside its chats. */
const callsOfOthers = 5;
const packages = workspacePackages().filter(({ kind }) => kind === 'provider');
const providers = await Promise.all(
  packages.map(async ({ directory, path }) => [path, await candidatesOf(directory)] as const),
);

/** The manifests of a provider: its wires and dialects, each with a name. */
async function candidatesOf(directory: string): Promise<Readonly<Record<string, Candidate>>> {
  const file = join(directory, 'tests/conformance/candidates.ts');
  if (!existsSync(file)) return {};
  const { candidates } = (await import(pathToFileURL(file).href)) as { candidates: Record<string, Candidate> };
  return candidates;
}

it('every provider has a manifest', () => {
  expect(providers.filter(([, candidates]) => Object.keys(candidates).length === 0).map(([path]) => path)).toEqual([]);
});

describe('all providers at once', () => {
  const first = providers.map(([, candidates]) => Object.values(candidates)[0]).filter((one) => one !== undefined);
  let report: Awaited<ReturnType<typeof conformanceTogether>>;

  beforeAll(async () => {
    report = await conformanceTogether(first, { calls, callsOfOthers });
  }, 120_000);

  it('have all reported', () => {
    expect(Object.keys(report)).toHaveLength(packages.length);
  });

  it.each(first.map((candidate) => [candidate.id, candidate] as const))('%s answers each of its calls', (id, one) => {
    const jobs = new Set(
      one.exchanges.filter(({ settled }) => settled !== undefined).map(({ operation }) => operation),
    );
    const quick = one.exchanges.map(({ operation }) => operation).filter((operation) => !jobs.has(operation));
    expect(new Set(Object.keys(report[id] ?? {}))).toEqual(new Set(quick));
    for (const [operation, made] of Object.entries(report[id] ?? {}))
      expect(made, operation).toBeGreaterThanOrEqual(callsOfOthers);
    const all = Object.values(report[id] ?? {}).reduce((sum, made) => sum + made, 0);
    expect(all).toBeGreaterThanOrEqual(calls);
  });
});

describe('the wires and dialects of one vendor', () => {
  const several = providers.filter(([, candidates]) => Object.keys(candidates).length > 1);

  it.each(several)('of %s do not meet either', async (_, candidates) => {
    await conformanceTogether(Object.values(candidates), { calls });
  });
});
