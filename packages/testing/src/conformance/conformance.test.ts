// The suite itself: a sound provider passes, and one with a flaw fails exactly the checks that are meant for it.
import { describe, expect, it } from 'vitest';
import { acme, type Flaw } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { registerChecks } from './check.ts';
import { conformance } from './conformance.ts';

describe('a sound provider', () => {
  registerChecks(it, conformance(acme, acmeManifest));
});

const heap = 'no memory stays behind, after 200 aborted and 200 abandoned calls';

/** The names of the checks that fail; the memory check, which takes a second, only where it is asked for. */
async function failing(flaw: Flaw, withHeap = false): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  for (const { name, run } of conformance((options) => acme(options, flaw), acmeManifest)) {
    if (name === heap && !withHeap) continue;
    await run().catch((error: Error) => {
      failed[name] = error.message;
    });
  }
  return failed;
}

describe('a provider that', () => {
  it('leaves a timer', async () => {
    const failed = await failing('leaves a timer');
    console.log(failed);
  });
});
