// The suite itself: a sound provider passes, and a broken one fails exactly the checks that are meant for it.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { acme, type Flaw } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { failingChecks } from '../../tests/conformance/failing-checks.ts';
import { registerChecks } from './check.ts';
import { conformance } from './conformance.ts';
import { ConformanceFailure } from './failure.ts';
import type { FactoryOptions } from './manifest.ts';
import { type Rule, rules } from './rules.ts';

describe('a sound provider', () => {
  registerChecks(it, conformance(acme, acmeManifest));
});

const tables = ['a wrong key', 'too fast', 'no money'].flatMap((name) =>
  ['chat', 'stream'].map((operation) => `${operation}: fails as the vendor says: ${name}`),
);

/** Flaws that take waiting to find are in `broken-providers.full.test.ts`. */
const found: Readonly<Partial<Record<Flaw, readonly string[]>>> = {
  'ends streams wherever their body ends': [
    'stream: says hello: cut at its events, it fails or is whole',
    'stream: says hello: cut at every byte, it fails or is whole',
    'stream: thinks and calls: cut at its events, it fails or is whole',
    'stream: thinks and calls: cut at every byte, it fails or is whole',
    'stream: without its last word it is cut',
    'stream: a 200 that is no answer is a failure',
    'stream: JSON of nobody crashes nothing',
  ],
  'tells no usage': ['chat: says hello', 'stream: says hello'],
  'counts cached tokens twice': [
    'chat: says hello',
    'chat: thinks and calls',
    'stream: says hello',
    'stream: thinks and calls',
  ],
  'reads every failure as a server error': [
    'stream: told inside a 200, before the first content: busy',
    'stream: told inside a 200, after the first content: busy',
    ...tables,
  ],
  'tries again by itself': tables,
  'leaves a timer': ['no timer stays behind'],
  'leaves a listener': ['no listener stays behind'],
  'quotes its key in errors': ['the credential is in no error, result or log'],
  'logs its key': ['the credential is in no error, result or log'],
  'remembers one answer for all': ['chat: thinks and calls: the conversation goes on', '200 calls at once do not mix'],
  'trusts what comes': ['stream: says hello: null and odd values crash nothing'],
  'finishes as often as it is told': ['stream: an end that comes twice is one finish'],
  'drops what it cannot do': ['chat: what cannot be done is told: seed'],
  'loses the tool call': [
    'chat: thinks and calls',
    'stream: thinks and calls',
    'chat: thinks and calls: tools, reasoning',
    'stream: thinks and calls: tools, reasoning',
  ],
  'forgets the signature': [
    'chat: thinks and calls: the conversation goes on',
    'stream: thinks and calls: the conversation goes on',
  ],
};

describe('a provider that', () => {
  it.each(Object.entries(found))('%s is found out', async (flaw, checks) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await failingChecks(flaw as Flaw)).toEqual(checks);
    log.mockRestore();
  });
});

describe('the suite', () => {
  it('says what was expected, which rule it is, and where to read about it', async () => {
    const checks = conformance((options) => acme(options, 'counts cached tokens twice'), acmeManifest);
    const error: unknown = await checks
      .find(({ name }) => name === 'chat: thinks and calls')
      ?.run()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ConformanceFailure);
    expect((error as ConformanceFailure).rule).toBe('usage');
    expect((error as ConformanceFailure).message.split('\n')).toEqual([
      'chat: thinks and calls',
      'expected: `usage.inputDetails` to sum to `inputTokens` (9)',
      'but got:  13: { uncached: 9, cacheRead: 4 }',
      expect.stringMatching(/^rule: {5}Usage is a partition/),
      expect.stringMatching(/^read: {5}the types `Usage`/),
    ]);
  });

  it('names places to read that there are', () => {
    const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const pages: Readonly<Record<string, string>> = {
      'docs/architecture.md': text('../../../../docs/architecture.md'),
      'the README of @kit/testing': text('../../README.md'),
    };
    for (const { read } of Object.values<Rule>(rules)) {
      const [, page, section] = /^(.*), "(.*)"$/.exec(read) ?? [];
      if (page !== undefined) expect(pages[page], read).toMatch(new RegExp(`^##+ ${section}$`, 'm'));
      else expect(read).toMatch(/^the types? `/);
    }
  });

  it('leaves out what the manifest excepts, and says why', () => {
    const exceptions = { 'stream: says hello': 'the vendor is closed on Sundays' };
    const checks = conformance(acme, { ...acmeManifest, exceptions });
    expect(checks.find(({ name }) => name === 'stream: says hello')?.skip).toBe('the vendor is closed on Sundays');
  });

  it('finds exceptions that have no check, and those that are not needed any more', async () => {
    const last = (exceptions: Record<string, string>, flaw?: Flaw) =>
      conformance((options) => acme(options, flaw), { ...acmeManifest, exceptions })
        .at(-1)
        ?.run();
    await expect(last({ 'no such check': 'long gone' })).rejects.toThrow('"no such check"');
    await expect(last({ 'chat: says hello': 'it used to fail' })).rejects.toThrow(/"chat: says hello", which passes/);
    await expect(last({ 'chat: says hello': 'no usage' }, 'tells no usage')).resolves.toBeUndefined();
  });

  it('wants an exchange for every operation', async () => {
    expect(() => conformance(acme, { ...acmeManifest, chats: [] })).toThrow(/has no `chats`/);
    const [invented] = conformance(acme, { ...acmeManifest, operations: { embed: [] } as never });
    await expect(invented?.run()).rejects.toThrow(/operations that acme offers/);
    const more = (options: FactoryOptions) => {
      const provider = acme(options);
      return { ...provider, handlers: { ...provider.handlers, embed: provider.handlers.chat } };
    };
    const [forgotten] = conformance(more, acmeManifest);
    await expect(forgotten?.run()).rejects.toThrow(/none for embed/);
  });

  it('runs over sockets alone where a provider takes no transport', async () => {
    const checks = conformance(({ transport: _, ...options }) => acme(options), {
      ...acmeManifest,
      takesTransport: false,
    });
    const names = [
      'stream: says hello: cut at every byte, it fails or is whole',
      'stream: a byte order mark change nothing',
    ];
    for (const { run } of checks.filter(({ name }) => names.includes(name))) await run();
  });
});
