// Runs the whole suite on a broken provider and says which checks found it.
import { conformance } from '../../src/conformance/conformance.ts';
import { acme, type Flaw } from './acme.ts';
import { acmeManifest } from './acme-manifest.ts';

const memory = /^no memory/;

/** The names of the checks that fail. Memory, which takes its time, is looked at only where it is asked for. */
export async function failingChecks(flaw: Flaw, options: { readonly memory?: boolean } = {}): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of conformance((given) => acme(given, flaw), acmeManifest)) {
    if (memory.test(name) && !options.memory) continue;
    await run().catch(() => failed.push(name));
  }
  return failed;
}
