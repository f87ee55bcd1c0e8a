// The README's manifest, as it stands there, for a provider that exists.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import * as core from '@kit/core';
import { expect, it } from 'vitest';
import * as acme from '../../tests/conformance/acme.ts';
import { conformance } from './conformance.ts';

it('holds a provider to the manifest of the README', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```typescript\n([\s\S]*?)```/.exec(readme) ?? [];
  const registered: { readonly name: string; run(): Promise<void> }[] = [];
  const modules: Readonly<Record<string, object>> = {
    '@kit/core': core,
    '@kit/testing': {
      conformance,
      registerChecks: (_it: unknown, checks: typeof registered) => registered.push(...checks),
    },
    vitest: { describe: (_name: string, run: () => void) => run(), it },
    './acme.ts': acme,
  };
  const code = stripTypeScriptTypes(example.replace(/, type \w+/g, '')).replace(
    /^import (\{[^}]*\}) from '([^']+)';.*$/gm,
    "const $1 = modules['$2'];",
  );
  new Function('modules', code)(modules);
  expect(registered.length).toBeGreaterThan(60);
  const quick = registered.filter(({ name }) => !/memory|10 MB/.test(name));
  for (const { name, run } of quick) await run().catch((error: Error) => expect.fail(`${name}: ${error.message}`));
});
