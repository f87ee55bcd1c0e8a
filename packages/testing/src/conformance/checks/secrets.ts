// A canary for a credential: whatever goes wrong, it is in no error, no result, no log, no inspection.
import { inspect as print } from 'node:util';
import { type AnyProvider, createContext, isKitError, type Operation, pipeline } from '@kit/core';
import { refusedURL } from '../../closed-port.ts';
import type { ExchangeResponse } from '../../exchange.ts';
import { type Outcome, outcomeOf } from '../call.ts';
import type { Check } from '../check.ts';
import { must } from '../failure.ts';
import { withServer } from '../serving.ts';
import { type CallExchange, canaryKey, firstOf, type Subject } from '../subject.ts';

export function secretChecks(subject: Subject): Check[] {
  const exchange = firstOf(subject, 'chat') ?? firstOf(subject, 'stream') ?? subject.exchanges[0];
  if (!exchange || subject.manifest.keyless) return [];
  return [
    { name: 'the credential goes to the vendor', run: () => checkSent(subject, exchange) },
    { name: 'the credential is in no error, result or log', run: () => checkOutcomes(subject) },
    { name: 'the credential is in no inspection', run: () => checkInspection(subject) },
    { name: 'the credential goes to nobody else', run: () => checkForeign(subject, exchange) },
  ];
}

/** Otherwise the other checks would find nothing for another reason. */
async function checkSent(subject: Subject, exchange: CallExchange): Promise<void> {
  await withServer(subject, { replies: exchange.replies }, async ({ server, provider }) => {
    await outcomeOf(provider, exchange);
    const seen = server.requests
      .map(({ headers, path, query, text }) => print([headers, path, query, text()]))
      .join('\n');
    const encoded = [canaryKey, encodeURIComponent(canaryKey), btoa(canaryKey), btoa(`:${canaryKey}`)];
    must(
      encoded.some((form) => seen.includes(form)),
      'manifest',
      () => ({
        expected: 'the factory to use its `apiKey` (or `keyless` in the manifest)',
        got: 'requests without it',
      }),
    );
  });
}

/** Vendors quote keys in their errors. */
const quoting: readonly ExchangeResponse[] = [
  {
    status: 401,
    body: {
      error: {
        type: 'authentication_error',
        code: 'invalid_api_key',
        message: `Incorrect API key provided: ${canaryKey}.`,
      },
    },
  },
  {
    status: 400,
    body: [{ error: { code: 400, status: 'INVALID_ARGUMENT', message: canaryKey, details: [{ key: canaryKey }] } }],
  },
  { status: 500, headers: { 'content-type': 'text/html' }, text: `<html>${canaryKey}</html>` },
  { status: 429, headers: { 'retry-after': '1' }, body: { message: `too many requests for ${canaryKey}` } },
  { headers: { 'content-type': 'text/plain' }, text: `garbage ${canaryKey}` },
  {
    headers: { 'content-type': 'text/event-stream' },
    text: `data: {"error":{"message":"bad key ${canaryKey}","type":"server_error"}}\n\n`,
  },
];

async function checkOutcomes(subject: Subject): Promise<void> {
  const firsts = subject.offered.flatMap((operation) => firstOf(subject, operation) ?? []);
  await whileListening(async () => {
    for (const exchange of firsts) {
      await withServer(subject, { replies: exchange.replies }, async ({ provider }) => {
        checkHidden(`${exchange.name}, the result`, await outcomeOf(provider, exchange, { raw: true }));
      });
      for (const response of quoting) {
        await withServer(subject, { replies: [{ response }] }, async ({ provider }) => {
          const { error } = await outcomeOf(provider, exchange);
          // What passes for an answer is the vendor's own word.
          checkHidden(`${exchange.name}, a failure`, { error, parts: [], committed: false });
        });
      }
      for (const response of subject.manifest.beside ? quoting : []) {
        await withServer(quotingBeside(subject, response), { replies: exchange.replies }, async ({ provider }) => {
          checkHidden(`${exchange.name}, no token`, await outcomeOf(provider, exchange));
        });
      }
      const provider = subject.make({ baseURL: await refusedURL() });
      checkHidden(`${exchange.name}, nobody listens`, await outcomeOf(provider, exchange));
      await provider.close?.();
    }
  });
}

/** What sells tokens quotes the credential instead. */
function quotingBeside(subject: Subject, response: ExchangeResponse): Subject {
  const { manifest } = subject;
  const beside = (manifest.beside ?? []).map((exchange) => ({ ...exchange, response }));
  return { ...subject, manifest: { ...manifest, beside } };
}

function checkHidden(at: string, { error, result, parts }: Outcome): void {
  for (const value of [error, result, parts]) mustHide(at, value);
  if (isKitError(error)) {
    mustHide(`${at}: vendor`, error.vendor);
    mustHide(`${at}: attempts`, error.attempts);
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause) mustHide(`${at}: cause`, cause);
  }
}

function mustHide(at: string, value: unknown): void {
  const sight = everySight(value);
  const found = sight.indexOf(canaryKey);
  must(found < 0, 'secrets', () => ({
    expected: 'no trace of the credential',
    got: sight.slice(Math.max(0, found - 60), found + 90).replaceAll(canaryKey, '<the credential>'),
    at,
  }));
}

/** Everything that a person or a logger could see of a value. */
function everySight(value: unknown): string {
  const options = { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null };
  const own =
    value instanceof Error
      ? Object.getOwnPropertyNames(value).map((name) =>
          print((value as unknown as Record<string, unknown>)[name], options),
        )
      : [];
  return [String(value), json(value), print(value, options), ...own].join('\n');
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

const levels = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** Runs with the console overheard. */
async function whileListening(run: () => Promise<void>): Promise<void> {
  const said: unknown[] = [];
  const originals = levels.map((level) => [level, console[level]] as const);
  for (const level of levels) console[level] = (...values: unknown[]) => void said.push(values);
  try {
    await run();
  } finally {
    for (const [level, original] of originals) console[level] = original;
  }
  mustHide('the console', said);
}

async function checkInspection(subject: Subject): Promise<void> {
  const provider = subject.make({ baseURL: 'http://127.0.0.1:9' });
  mustHide('the provider', provider);
  mustHide('its pipeline', pipeline(provider));
  mustHide('its info', provider.info);
  for (const { operation, request, name } of subject.exchanges)
    mustHide(`inspect(): ${name}`, await inspected(provider, operation, request));
  await provider.close?.();
}

/** What `inspect` shows; an operation that cannot be shown says so. */
async function inspected(provider: AnyProvider, operation: Operation, request: object): Promise<unknown> {
  try {
    return await provider.inspect?.({ operation, request, context: createContext() } as never);
  } catch (error) {
    must(isKitError(error), 'errors', () => ({ expected: 'a KitError of inspect()', got: String(error) }));
    return error;
  }
}

/** A `baseURL` of the call is another server: the configured key is not its business. */
async function checkForeign(subject: Subject, exchange: CallExchange): Promise<void> {
  await withServer(subject, { replies: exchange.replies }, async ({ server }) => {
    const provider = subject.make({ baseURL: 'http://127.0.0.1:9' });
    await outcomeOf(provider, exchange, { baseURL: server.url + (subject.manifest.basePath ?? '') });
    mustHide(
      'a request to another baseURL',
      server.requests.map(({ headers, path, query, text }) => [headers, path, [...query], text()]),
    );
    await provider.close?.();
  });
}
