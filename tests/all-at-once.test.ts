// All providers in one process, on one event loop, each before a server of its own, all called at the same time: no answer
// goes to another's question, and nothing is left when they are closed.
import { type Candidate, conformanceTogether } from '@kit/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { candidates as anthropic } from '../packages/providers/anthropic/tests/conformance/candidates.ts';
import { candidates as bedrock } from '../packages/providers/bedrock/tests/conformance/candidates.ts';
import { candidates as cohere } from '../packages/providers/cohere/tests/conformance/candidates.ts';
import { candidates as deepgram } from '../packages/providers/deepgram/tests/conformance/candidates.ts';
import { candidates as gigachat } from '../packages/providers/gigachat/tests/conformance/candidates.ts';
import { candidates as google } from '../packages/providers/google/tests/conformance/candidates.ts';
import { candidates as ollama } from '../packages/providers/ollama/tests/conformance/candidates.ts';
import { candidates as openai } from '../packages/providers/openai/tests/conformance/candidates.ts';
import { candidates as openaiCompatible } from '../packages/providers/openai-compatible/tests/conformance/candidates.ts';
import { candidates as replicate } from '../packages/providers/replicate/tests/conformance/candidates.ts';
import { candidates as voyage } from '../packages/providers/voyage/tests/conformance/candidates.ts';

const providers: readonly Readonly<Record<string, Candidate>>[] = [
  anthropic,
  bedrock,
  cohere,
  deepgram,
  gigachat,
  google,
  ollama,
  openai,
  openaiCompatible,
  replicate,
  voyage,
];
const calls = 20;

describe('eleven providers at once', () => {
  const first = providers.map((candidates) => Object.values(candidates)[0] as Candidate);
  let report: Awaited<ReturnType<typeof conformanceTogether>>;

  beforeAll(async () => {
    report = await conformanceTogether(first, { calls });
  }, 60_000);

  it('are eleven', () => {
    expect(Object.keys(report)).toHaveLength(11);
  });

  it.each(first.map((candidate) => [candidate.id, candidate] as const))('%s answers each of its calls', (id, one) => {
    const jobs = new Set(
      one.exchanges.filter(({ settled }) => settled !== undefined).map(({ operation }) => operation),
    );
    const quick = one.exchanges.map(({ operation }) => operation).filter((operation) => !jobs.has(operation));
    expect(new Set(Object.keys(report[id] ?? {}))).toEqual(new Set(quick));
    for (const [operation, made] of Object.entries(report[id] ?? {}))
      expect(made, operation).toBeGreaterThanOrEqual(calls);
  });
});

describe('the wires and dialects of one vendor', () => {
  it.each([
    ['openai', openai],
    ['gigachat', gigachat],
    ['openai-compatible', openaiCompatible],
  ] as const)('of %s do not meet either', async (_, candidates) => {
    await conformanceTogether(Object.values<Candidate>(candidates), { calls });
  });
});
