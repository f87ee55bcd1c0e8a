// Every operation of the manifest: the answer, the request that went out, and what is not offered.
import { type AnyProvider, isKitError, pipeline } from '@kit/core';
import { outcomeOf, type Seen, succeeded } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import { differenceFrom } from '../pattern.ts';
import { isBeside, type Served, withServer } from '../serving.ts';
import type { CallExchange, Subject } from '../subject.ts';
import { checkResult } from './results.ts';
import { checkStreamParts } from './stream-parts.ts';

export function operationChecks(subject: Subject): Check[] {
  return [
    { name: 'the manifest lists what the provider offers', run: async () => checkManifest(subject) },
    ...subject.exchanges.map((exchange) => ({ name: exchange.name, run: () => checkExchange(subject, exchange) })),
    ...Object.entries(subject.manifest.outOfReach ?? {}).map(([operation, why]) => ({
      name: `${operation}: is out of reach`,
      skip: why,
      run: () => Promise.resolve(),
    })),
    { name: 'an operation that is missing says what there is', run: () => checkMissing(subject) },
    ...cannotChecks(subject),
  ];
}

function checkManifest({ offered, exchanges, manifest, id }: Subject): void {
  const { outOfReach = {} } = manifest;
  const covered = new Set<string>([...exchanges.map(({ operation }) => operation), ...Object.keys(outOfReach)]);
  const forgotten = offered.filter((operation) => !covered.has(operation));
  must(forgotten.length === 0, 'manifest', () => ({
    expected: `an exchange for every operation of ${id}`,
    got: `none for ${forgotten.join(', ')}`,
  }));
  const invented = Object.keys(manifest.operations).filter((operation) => !offered.includes(operation));
  must(invented.length === 0, 'manifest', () => ({
    expected: `operations that ${id} offers (${offered.join(', ')})`,
    got: invented.join(', '),
  }));
}

async function checkExchange(subject: Subject, exchange: CallExchange): Promise<void> {
  await withServer(subject, { replies: exchange.replies }, async ({ server, provider }) => {
    const outcome = await outcomeOf(provider, exchange);
    const result = succeeded(outcome, exchange.name);
    checkSent(exchange, server);
    must(server.unexpected.length === 0, 'request', () => ({
      expected: `requests that the manifest knows`,
      got: server.unexpected.map(({ method, path }) => `${method} ${path}`).join(', '),
      at: exchange.name,
    }));
    checkResult(subject, exchange, result);
    if (exchange.streamed) checkStreamParts(exchange, outcome.parts, result);
    await checkJob(exchange, result);
  });
}

function checkSent({ sent, name: at }: CallExchange, { requests }: Served['server']): void {
  if (sent === undefined) return;
  // What comes first may be a token's request.
  const differences = requests.map((request) => {
    try {
      return differenceFrom(sent, request.json());
    } catch {
      return `its body is no JSON: ${shown(request.text())}`;
    }
  });
  must(differences.includes(undefined), 'request', () => ({
    expected: 'a request with what the manifest says (`sent`)',
    got: differences.join('; ') || 'no request at all',
    at,
  }));
}

/** Work that takes longer: a handle, and in the end what it was about. */
async function checkJob({ settled, name: at }: CallExchange, result: Seen): Promise<void> {
  if (settled === undefined) return;
  const { wait, status, toJSON } = result as Partial<
    Record<'wait' | 'status' | 'toJSON', (options?: object) => unknown>
  >;
  must(typeof wait === 'function' && typeof status === 'function' && typeof toJSON === 'function', 'result', () => ({
    expected: 'a job with `wait`, `status` and `toJSON`',
    got: shown(result),
    at,
  }));
  const difference = differenceFrom(settled, await wait.call(result, { pollMs: 1 }));
  must(difference === undefined, 'result', () => ({
    expected: 'the job to come to what the manifest says (`settled`)',
    got: difference as string,
    at,
  }));
}

/** Some operation of everybody's that this provider lacks. */
const everyOperation = [
  'chat', 'stream', 'complete', 'embed', 'rerank', 'image', 'speech', 'speechStream', 'transcribe', 'transcribeStream',
  'moderate', 'countTokens', 'models', 'health', 'batch', 'files', 'parse', 'video', 'voices',
]; // biome-ignore format: one list

async function checkMissing(subject: Subject): Promise<void> {
  const provider = subject.make({ baseURL: 'http://127.0.0.1:9' });
  for (const operation of everyOperation.filter((name) => !subject.offered.includes(name))) {
    const error = await missing(provider, operation);
    const message = isKitError(error, 'unsupported') ? error.message : undefined;
    const names = message?.includes(subject.id) && subject.offered.every((name) => message.includes(name));
    must(names, 'offered', () => ({
      expected: `${operation}(): an \`unsupported\` error that names ${subject.id} and ${subject.offered.join(', ')}`,
      got: shown(error),
    }));
  }
  await provider.close?.();
}

async function missing(provider: AnyProvider, operation: string): Promise<unknown> {
  const ai = pipeline(provider) as unknown as Readonly<
    Record<string, () => PromiseLike<unknown> & { ready?(): Promise<unknown> }>
  >;
  try {
    const answer = ai[operation]?.();
    return (await (answer?.ready ? answer.ready() : answer)) ?? 'no error';
  } catch (error) {
    return error;
  }
}

/** What the vendor cannot do: told in a warning, or refused; under `strict` always refused, and nothing is sent. */
function cannotChecks(subject: Subject): Check[] {
  const { cannot = [] } = subject.manifest;
  return cannot.map(({ feature, operation, request }) => ({
    name: `${operation}: what cannot be done is told: ${feature}`,
    run: async () => {
      const exchange = subject.exchanges.find((one) => one.operation === operation);
      must(exchange, 'manifest', () => ({ expected: `an exchange of ${operation}`, got: 'none' }));
      const asked = { ...exchange, request };
      await withServer(subject, { replies: exchange.replies }, async ({ server, provider }) => {
        const strict = await outcomeOf(provider, asked, { strict: true });
        const sent = server.requests.filter((one) => !isBeside(subject, one));
        must(isKitError(strict.error, 'unsupported') && sent.length === 0, 'request', () => ({
          expected: `under \`strict\`, an \`unsupported\` error about ${feature} before anything is sent`,
          got: `${shown(strict.error ?? strict.result)}, and ${sent.length} requests`,
        }));
        const told = await outcomeOf(provider, asked);
        const warnings = (told.result?.warnings ?? []) as readonly { readonly feature: string }[];
        const isTold =
          isKitError(told.error, 'unsupported') || warnings.some((warning) => warning.feature.startsWith(feature));
        must(isTold, 'request', () => ({
          expected: `a warning about ${feature}, or an \`unsupported\` error`,
          got: told.error ? shown(told.error) : `warnings ${shown(warnings)}`,
        }));
      });
    },
  }));
}
