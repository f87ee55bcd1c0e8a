// Tries providers: each operation once, against the vendor where its key is in the environment, else against a replay of
// what its conformance manifest says that the vendor answers.
//
//   node --conditions=@kit/source examples/provider.ts --list
//   node --conditions=@kit/source examples/provider.ts groq
//   node --conditions=@kit/source examples/provider.ts groq mistral --replay
//
//   --replay         never asks the vendor
//   --vendor         asks the vendor also where it is a server on this machine
//   --model <name>   the model that the vendor is asked for
import { parseArgs } from 'node:util';
import {
  type AnyProvider,
  isKitError,
  type Job,
  type Operation,
  type Provider,
  pipeline,
  type Transport,
} from '@kit/core';
import { type CallExchange, type Candidate, replayed } from '@kit/testing';
import { loadProvider, providerIds } from './provider-packages.mjs';

type Tried = Awaited<ReturnType<typeof loadProvider>>;

/** Whether a call would reach the vendor, found out without sending anything, and why it would not. */
async function within({ candidate, factory }: Tried): Promise<{ reached?: URL; missing?: string }> {
  let reached: URL | undefined;
  const transport: Transport = ({ url }) => {
    reached = new URL(url);
    throw new Error('Nothing is sent yet.');
  };
  try {
    await run(factory({ transport }), candidate.exchanges[0] as CallExchange);
  } catch (error) {
    if (!reached) return { missing: isKitError(error) ? error.message : String(error) };
  }
  return reached ? { reached } : {};
}

/** These cost little, change nothing, and need nothing that only the account's owner has. */
const harmless: readonly string[] = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'moderate',
  'countTokens',
  'models',
  'health',
  'voices',
];

async function tryVendor(provider: AnyProvider, { candidate }: Tried, model: string | undefined): Promise<void> {
  for (const exchange of firstOfEach(candidate)) {
    if (!harmless.includes(exchange.operation)) continue;
    console.log(await told(exchange, () => run(provider, withModel(exchange, model))));
  }
  await provider.close?.();
}

async function tryReplay({ candidate }: Tried): Promise<void> {
  const lines = firstOfEach(candidate).map((exchange) =>
    told(exchange, () => replayed(candidate, exchange, ({ provider }) => run(provider, exchange))),
  );
  for (const line of lines) console.log(await line);
  for (const [operation, why] of Object.entries(candidate.manifest.outOfReach ?? {}))
    console.log(`  ${operation.padEnd(width)} not replayed: ${why}`);
}

/** The first exchange of each operation. */
const firstOfEach = ({ exchanges }: Candidate): CallExchange[] =>
  exchanges.filter(({ operation }, at) => exchanges.findIndex((one) => one.operation === operation) === at);

const withModel = (exchange: CallExchange, model: string | undefined): CallExchange =>
  model === undefined ? exchange : { ...exchange, request: { ...exchange.request, model } };

const width = 18;

/** A line about a call. */
async function told({ operation, name }: CallExchange, call: () => Promise<string>): Promise<string> {
  const what = name.slice(operation.length + 2);
  try {
    return `  ${operation.padEnd(width)} ${what} → ${await call()}`;
  } catch (error) {
    process.exitCode = 1;
    return `  ${operation.padEnd(width)} ${what} → ${isKitError(error) ? `${error.code}: ` : ''}${messageOf(error)}`;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What the methods of a pipeline answer, whatever they are of. */
interface Answer extends AsyncIterable<{ readonly type: string; readonly text?: string }>, PromiseLike<object> {
  readonly response: Promise<object>;
}

/** Makes a call, and says in a line what came of it. */
async function run(provider: AnyProvider, { operation, request, streamed, settled }: CallExchange): Promise<string> {
  const ai = pipeline(provider as Provider<Operation>) as unknown as Readonly<Record<string, (one: object) => Answer>>;
  const answer = ai[operation]?.(request) as Answer;
  if (!streamed) {
    const result = await answer;
    return shown(settled === undefined ? result : await (result as Job<object>).wait({ pollMs: 50 }));
  }
  const parts: string[] = [];
  for await (const { type, text } of answer) parts.push(text === undefined ? type : JSON.stringify(text));
  return `${parts.join(' ')} → ${shown(await answer.response)}`;
}

/** A result in a line: without what every result has, and long things cut short. */
function shown(result: object): string {
  const { text, usage, ...rest } = result as { text?: string; usage?: { inputTokens?: number; outputTokens?: number } };
  const { meta: _, warnings: __, cost: ___, choices: ____, message: _____, ...own } = rest as Record<string, unknown>;
  const counted = usage?.inputTokens === undefined ? '' : ` · ${usage.inputTokens} + ${usage.outputTokens ?? 0} tokens`;
  const said = typeof text === 'string' && text !== '' ? JSON.stringify(text) : JSON.stringify(own, brief);
  return `${said.length > 160 ? `${said.slice(0, 160)} …` : said}${counted}`;
}

function brief(_: string, value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1000) / 1000;
  if (typeof value === 'string' && value.length > 60) return `${value.slice(0, 60)} …`;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value) && value.length > 4) return [...value.slice(0, 3), `… ${value.length - 3} more`];
  return value;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      replay: { type: 'boolean' },
      vendor: { type: 'boolean' },
      model: { type: 'string' },
    },
  });
  if (values.list || positionals.length === 0) {
    console.log(`Providers: ${providerIds.join(', ')}`);
    console.log('Try one: node --conditions=@kit/source examples/provider.ts <id>');
    return;
  }
  for (const id of positionals) {
    if (!providerIds.includes(id)) {
      console.error(`There is no provider "${id}". --list names them all.`);
      process.exitCode = 2;
      continue;
    }
    await tryOne(id, values).catch((error) => {
      console.error(`${id}: ${messageOf(error)}`);
      process.exitCode = 1;
    });
  }
}

interface Wishes {
  readonly replay?: boolean;
  readonly vendor?: boolean;
  readonly model?: string;
}

async function tryOne(id: string, { replay, vendor, model }: Wishes): Promise<void> {
  const tried = await loadProvider(id);
  const { reached, missing } = await within(tried);
  const isOnThisMachine = reached !== undefined && /^(localhost|127\.|\[::1\])/.test(reached.hostname);
  if (reached && !replay && (vendor || !isOnThisMachine)) {
    console.log(`${id}: asking ${reached.origin}`);
    await tryVendor(tried.factory({}), tried, model);
  } else {
    console.log(`${id}: a replay of its manifest${missing ? `. To ask the vendor: ${missing}` : ''}`);
    await tryReplay(tried);
  }
}

await main();
