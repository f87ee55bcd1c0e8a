// Asks a real vendor what its conformance manifest asks the replay, cheaply, and prints in what the replies differ.
//
//   pnpm live <id>                      one call for each operation that costs little and changes nothing
//   pnpm live <id> --only chat,image    these operations, whatever they cost
//   pnpm live <id> --model <name>       the model of chats; by default the cheapest of the catalogue
//   pnpm live <id> --model embed=<name> the model of another operation
//   pnpm live <id> --option api=chat    an option of the provider's factory; may be repeated
//   pnpm live <id> --manifest <name>    one of several manifests, by its name in tests/conformance/candidates.ts
//   pnpm live <id> --max-requests 10    how many requests are sent at most (24)
//
// The key comes from the environment, as for the provider itself; without one this says which variable to set and ends with
// 2. It ends with 1 if a call failed, or if a wrong key was not understood as one; replies of another shape are no failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { prepare } from './toolchain.mjs';
import { root } from './workspace.mjs';

const folder = join(root, 'packages/providers');
const idsOf = () => readdirSync(folder).filter((id) => existsSync(join(folder, id, 'tests/conformance/candidates.ts')));

async function load(id) {
  const module = (path) => import(pathToFileURL(join(folder, id, path)).href);
  const [{ candidates }, vendor] = await Promise.all([
    module('tests/conformance/candidates.ts'),
    module('src/index.ts'),
  ]);
  return { candidates, factory: vendor[id.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] };
}

/** Why nothing can be asked: no key, or an option that is missing. Nothing is sent to find out. */
async function whatIsMissing(factory, options, { operation, request, streamed }) {
  const { isKitError, pipeline } = await import('../packages/core/src/index.ts');
  let wouldBeSent = false;
  const transport = () => {
    wouldBeSent = true;
    throw new Error('Nothing is sent yet.');
  };
  try {
    const answer = pipeline(factory({ ...options, transport }))[operation](request);
    await (streamed ? answer.response : answer);
  } catch (error) {
    if (!wouldBeSent) return isKitError(error) ? error.message : String(error);
  }
  return undefined;
}

/** `--option a=1 --option b=2` → { a: '1', b: '2' }; what has no name is under ''. */
function named(list = []) {
  const pairs = list.map((one) =>
    one.includes('=') ? [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] : ['', one],
  );
  return Object.fromEntries(pairs);
}

async function main(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      model: { type: 'string', multiple: true },
      option: { type: 'string', multiple: true },
      manifest: { type: 'string' },
      'max-requests': { type: 'string' },
    },
  });
  const [id] = positionals;
  if (!idsOf().includes(id)) {
    console.error(`usage: pnpm live <id> [--only …] [--model …] [--option name=value] [--manifest …] [--max-requests …]
providers: ${idsOf().join(', ')}`);
    return 2;
  }
  const { candidates, factory } = await load(id);
  const candidate = values.manifest === undefined ? Object.values(candidates)[0] : candidates[values.manifest];
  if (!candidate) {
    console.error(`There is no manifest "${values.manifest}": ${Object.keys(candidates).join(', ')}.`);
    return 2;
  }
  const options = named(values.option);
  const missing = await whatIsMissing(factory, options, candidate.exchanges[0]);
  if (missing !== undefined) {
    console.error(missing);
    return 2;
  }
  const { askVendor } = await import('./live/ask-vendor.mjs');
  const { asked, failed, differing } = await askVendor({
    factory,
    candidate,
    options,
    models: named(values.model),
    ...(values.only !== undefined && { only: values.only.split(',') }),
    ...(values['max-requests'] !== undefined && { maxRequests: Number(values['max-requests']) }),
    print: (line) => console.log(line),
  });
  console.log(`${asked} asked, ${failed} failed, ${differing} of another shape`);
  return failed > 0 ? 1 : 0;
}

/** Again, where TypeScript and the workspace's sources are understood. */
function mainOnSources(args) {
  const { node, env } = prepare({ install: !existsSync(join(root, 'node_modules')) });
  const flags = ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning'];
  return spawnSync(node, [...flags, import.meta.filename, ...args], { env, stdio: 'inherit' }).status ?? 1;
}

if (process.argv[1] && resolve(process.argv[1]) === resolve(root, 'scripts/live.mjs')) {
  const args = process.argv.slice(2);
  const onSources = process.execArgv.some((flag) => flag.includes('@kit/source'));
  process.exitCode = onSources ? await main(args) : mainOnSources(args);
}
