// A pipeline for production: most of the plugins together, each where it belongs. Copy it and leave out what you do not need;
// any of them works without the others.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOptions, isKitError, type Operation, type Provider, pipeline, target, user } from '@kit/core';
import { audit, fileSink } from '@kit/plugin-audit';
import { batcher } from '@kit/plugin-batcher';
import { breaker } from '@kit/plugin-breaker';
import { budget } from '@kit/plugin-budget';
import { cache } from '@kit/plugin-cache';
import { guard, patterns, personalData } from '@kit/plugin-guard';
import { health } from '@kit/plugin-health';
import { log } from '@kit/plugin-log';
import { metrics } from '@kit/plugin-metrics';
import { otel } from '@kit/plugin-otel';
import { ratelimit } from '@kit/plugin-ratelimit';
import { resume } from '@kit/plugin-resume';
import { retry } from '@kit/plugin-retry';
import { fallback } from '@kit/plugin-router';
import { timeout } from '@kit/plugin-timeout';
import { anthropic } from '@kit/provider-anthropic';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';
import { brain } from './vendors.ts';

// --- The vendors. In production: `openai()` and `anthropic()`, which find their keys in the environment. -----------------

// Who is asked to go on with an answer says all of it again, as models do.
const server = await simulator({
  brain: (request, info) => brain({ ...request, messages: request.messages.slice(0, 1) }, info),
});
const first = openai({ baseURL: server.openaiURL, apiKey: 'no-key-needed' });
const second = anthropic({ baseURL: server.anthropicURL, apiKey: 'no-key-needed' });

/** What stands around one vendor, because it knows that vendor's limits and troubles: the first is the outermost. */
const resilient = <O extends Operation>(vendor: Provider<O> & Provider<'health'>) =>
  pipeline(vendor).use(
    // Asks on a schedule whether the vendor is well, and refuses at once while it is down: the fallback goes on.
    health(vendor, { refuse: true }),
    // Outside of those below, so that each attempt goes through them again.
    retry({ attempts: 3, baseDelayMs: 50 }),
    // Sees every attempt; stops asking a vendor that fails.
    breaker(),
    // Holds every attempt to our quota, and slows down before the vendor's own limits are reached.
    ratelimit({ requestsPerMinute: 600, concurrency: 50 }),
    // Innermost: the time is each attempt's own. What was too slow counts for the breaker and is tried again.
    timeout({ firstPart: '20s', idle: '15s', total: '2m' }),
  );

// --- What all calls go through, whoever answers. --------------------------------------------------------------------------

const folder = await mkdtemp(join(tmpdir(), 'kit-production-'));
const auditFile = join(folder, 'audit.jsonl');
const measured = metrics();
const logged: string[] = [];
/** USD a day: what each customer has paid for. */
const plans: Readonly<Record<string, number>> = { acme: 100, globex: 0.000_1 };

const ai = pipeline(
  fallback(
    target(resilient(first), { id: 'first', model: 'gpt-6-luna' }),
    target(resilient(second), { id: 'second', model: 'claude-haiku-4-5' }),
  ),
).use(
  // Those who watch come first: they see each call once, as the user does.
  measured,
  otel(),
  log({
    to: ({ level, message }) => void logged.push(`  [${level}] ${message}`),
    levels: { complete: false, 'health-check': false, 'health-transition': false },
  }),
  audit({ sink: fileSink({ path: auditFile }) }),
  // Outside of the cache: what is kept is masked, and answers from the cache are checked, too.
  guard({ input: [personalData()], output: [patterns({ 'an access key': 'sk-****-****' })] }),
  // Outside of all that costs money: an answer from the cache costs none.
  cache({ ttl: '10m' }),
  // Outside of retry and fallback: it counts what all attempts of a call have cost.
  budget({ key: 'tenant', limit: ({ context }) => plans[context.tenant ?? ''] ?? 0, period: 'day' }),
  // Goes on with streams that break in their middle, perhaps with the other vendor. Inside of all that should see one stream.
  resume(),
);

// Embeddings by themselves: the second vendor has none, and a fallback offers what all of its targets have.
const search = pipeline(resilient(first)).use(measured, cache({ ttl: '30d' }), batcher());

// --- How it is used. ------------------------------------------------------------------------------------------------------

/** What a server knows of a request: whose it is, who sent it, under which id to find it again, and when it is over. */
const caller: CallOptions = {
  tenant: 'acme',
  user: 'ann',
  actor: { id: 'ann', roles: ['editor'] },
  correlationId: 'request-1',
  deadlines: { total: 300_000 },
};
const ask = (text: string) => ({ messages: [user(text)], maxTokens: 60 });

console.log('An answer, and the same from the cache:');
for (let time = 0; time < 2; time++) {
  const { text, meta, cost } = await ai.chat(ask('Why is the sky blue?'), caller);
  console.log(`${text.slice(0, 30)}… (${meta.cache ? 'cache' : meta.provider}, USD ${cost?.amount.toFixed(6) ?? '0'})`);
}

console.log('A stream, while the first vendor is out of order:');
server.faults.always({ status: 503 }, ({ path }) => path.startsWith('/openai'));
const stream = ai.stream(ask('Say hello, and why the sky is blue.'), caller);
for await (const text of stream.text) process.stdout.write(text);
const { meta } = await stream.response;
console.log(`\n(${meta.provider}, after ${meta.attempts.length - 1} failed attempts)`);
server.faults.clear();

console.log('A stream that breaks in its middle:');
server.faults.next({ type: 'cut', afterEvents: 20 });
for await (const part of ai.stream(ask('The sky: why is it blue?'), caller)) {
  if (part.type === 'text') process.stdout.write(part.text);
  if (part.type === 'resumed') process.stdout.write(`[resumed by ${part.provider}] `);
}
console.log();

console.log('Personal data does not leave the house:');
await ai.chat(ask('Say hello to ann@example.org.'), caller);
console.log(
  `sent: ${
    server.requests
      .at(-1)
      ?.text()
      .match(/Say hello to [^"]*/)?.[0]
  }`,
);

console.log('Ten searches at one time are one request:');
const before = server.requests.length;
await Promise.all(
  Array.from({ length: 10 }, (_, at) => search.embed({ model: 'text-embedding-3-small', input: `text ${at}` }, caller)),
);
console.log(`${server.requests.slice(before).filter(({ path }) => path.endsWith('/embeddings')).length} request`);

console.log('A customer whose budget is used up is refused, the others are not:');
try {
  for (let call = 0; call < 100; call++)
    await ai.chat(ask(`Say hello ${call} times.`), { ...caller, tenant: 'globex' });
} catch (error) {
  // Every failure of every plugin and vendor is a KitError: `code` says what happened, `httpStatus` what to answer.
  if (!isKitError(error)) throw error;
  console.log(`globex: ${error.code}, HTTP ${error.httpStatus}`);
}
console.log(`acme: ${(await ai.chat(ask('Say hello once more.'), caller)).finishReason}`);

// --- The end: what is under way is ended, what has to be written is written, timers and connections go. -------------------

await ai.close();
await search.close();

console.log('What was logged:');
console.log(logged.join('\n'));
console.log('What was measured:');
console.log(measured.table());
const records = (await readFile(auditFile, 'utf8')).trimEnd().split('\n');
console.log(`${records.length} records in the audit, the last by ${JSON.parse(records.at(-1) ?? '{}').actor.id}`);

await rm(folder, { recursive: true });
await server.close();
