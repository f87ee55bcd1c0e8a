// Failures: the vendor's own by its table, and replies that are no answer at all.
import { isKitError, type KitError } from '@kit/core';
import { refusedURL } from '../../closed-port.ts';
import type { Exchange, ExchangeResponse } from '../../exchange.ts';
import { type Outcome, outcomeOf, type Seen } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import type { ErrorReply } from '../manifest.ts';
import { answerPieces, withServer } from '../serving.ts';
import { type CallExchange, firstOf, requestId, type Subject } from '../subject.ts';
import { isCrash } from './hostile.ts';

export function errorChecks(subject: Subject): Check[] {
  const { errors } = subject.manifest;
  const firsts = subject.offered.flatMap((operation) => firstOf(subject, operation) ?? []);
  const main = firsts.filter(({ operation }) => operation === 'chat' || operation === 'stream');
  const [told] = errors;
  const thrown = firsts.filter(({ operation }) => operation !== 'health');
  return [
    ...errors.flatMap((error) =>
      (main.length > 0 ? main : thrown.slice(0, 1)).map((exchange) => ({
        name: `${exchange.operation}: fails as the vendor says: ${error.name}`,
        run: () => checkError(subject, exchange, error),
      })),
    ),
    ...(told
      ? thrown
          .filter((exchange) => !main.includes(exchange))
          .map((exchange) => ({
            name: `${exchange.operation}: tells a failure: ${told.name}`,
            run: () => checkError(subject, exchange, told),
          }))
      : []),
    ...firsts
      .filter(({ operation }) => operation === 'health')
      .flatMap((exchange) =>
        errors.map((error) => ({
          name: `health: answers how the vendor is: ${error.name}`,
          run: () => checkSick(subject, exchange, error),
        })),
      ),
    ...firsts.flatMap((exchange) => [
      {
        name: `${exchange.operation}: a 200 that is no answer is a failure`,
        run: () => checkNoAnswer(subject, exchange),
      },
      ...(/json|event-stream/.test(contentTypeOf(exchange))
        ? [
            {
              name: `${exchange.operation}: JSON of nobody crashes nothing`,
              run: () => checkOddJson(subject, exchange),
            },
            {
              name: `${exchange.operation}: a wrong content type crashes nothing`,
              run: () => checkContentType(subject, exchange),
            },
          ]
        : []),
    ]),
    { name: 'a connection that is refused, reset or cut is a network error', run: () => checkNetwork(subject, firsts) },
  ];
}

async function checkError(
  subject: Subject,
  exchange: CallExchange,
  { reply, code, retry, retryAfterMs }: ErrorReply,
): Promise<void> {
  const { requestIdHeader } = subject.manifest;
  const id = requestIdHeader === undefined ? {} : { [requestIdHeader]: requestId };
  const response = { ...reply, headers: { ...id, ...reply.headers } };
  await withServer(subject, { replies: [{ response }] }, async ({ server, provider }) => {
    const outcome = await outcomeOf(provider, exchange);
    const error = failureOf(outcome, exchange.name, [code]);
    const expected: Partial<KitError> = {
      provider: subject.id,
      operation: exchange.operation,
      ...(reply.status !== undefined && { status: reply.status }),
      ...(retry !== undefined && { retry }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(requestIdHeader !== undefined && { requestId }),
    };
    for (const [field, value] of Object.entries(expected)) {
      must(error[field as keyof KitError] === value, 'errors', () => ({
        expected: `\`error.${field}\`: ${shown(value)}`,
        got: `${shown(error[field as keyof KitError])} in ${shown(error)}`,
      }));
    }
    must(error.attempts.at(-1)?.outcome === 'failed', 'errors', () => ({
      expected: 'the failed attempt in `error.attempts`',
      got: shown(error.attempts),
    }));
    must(!outcome.committed, 'commit', () => ({
      expected: 'a rejection before the commit point',
      got: 'a stream that broke',
    }));
    const asked = new Set(server.requests.map(({ method, path }) => `${method} ${path}`));
    // A token that was bought may have gone stale: one that is new gets one more try.
    const most = code === 'authentication' && subject.manifest.beside ? 2 : 1;
    must(server.requests.length <= most * asked.size, 'errors', () => ({
      expected: 'one request: providers do not retry',
      got: `${server.requests.length} requests to ${[...asked].join(', ')}`,
    }));
  });
}

/** A failure of the vendor's is what health is asked for: its answer, and no error. */
async function checkSick(subject: Subject, exchange: CallExchange, { reply, code }: ErrorReply): Promise<void> {
  await withServer(subject, { replies: [{ response: reply }] }, async ({ provider }) => {
    const outcome = await outcomeOf(provider, exchange);
    const status = code === 'overloaded' || code === 'rate-limit' ? 'degraded' : 'down';
    mustBeSick(outcome, status);
    const { meta } = outcome.result as { readonly meta?: Seen };
    must(meta?.status === reply.status && meta?.provider === subject.id, 'errors', () => ({
      expected: `\`meta\` with the provider and the status ${reply.status}`,
      got: shown(meta),
    }));
  });
}

function mustBeSick({ error, result }: Outcome, status: 'down' | 'degraded', at?: string): void {
  must(result?.status === status && result.detail, 'errors', () => ({
    expected: `the status "${status}", with the reason as its \`detail\``,
    got: shown(error ?? result),
    ...(at !== undefined && { at }),
  }));
}

function failureOf({ error, result }: Outcome, at: string, codes: readonly KitError['code'][]): KitError {
  must(isKitError(error, ...codes) && !isCrash(error), 'errors', () => ({
    expected: codes.length > 0 ? `an error with the code ${codes.join(' or ')}` : 'a KitError',
    got: shown(error ?? result),
    at,
  }));
  return error;
}

const html =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>';

/** Replies that no vendor gives, but proxies, login pages and crashes do. */
const noAnswers: Readonly<Record<string, ExchangeResponse>> = {
  'an empty body': { headers: { 'content-type': 'application/json' }, text: '' },
  'a page in HTML': { headers: { 'content-type': 'text/html' }, text: html },
  'a page that says it is JSON': { headers: { 'content-type': 'application/json' }, text: html },
  'half of an object': { headers: { 'content-type': 'application/json' }, text: '{"id":"x","choi' },
  'plain words': {
    headers: { 'content-type': 'text/plain' },
    text: 'upstream connect error or disconnect/reset before headers',
  },
};
/** JSON, but of nobody's. Some operations have answers that may be empty. */
const oddJson: Readonly<Record<string, ExchangeResponse>> = {
  null: { body: null },
  'an empty list': { body: [] },
  'an empty object': { body: {} },
  'a number': { body: 42 },
  'a text': { body: 'odd' },
};

const contentTypeOf = (exchange: CallExchange): string =>
  answerPieces(exchange.replies[0]?.response as ExchangeResponse).headers['content-type'] ?? '';

async function checkNoAnswer(subject: Subject, exchange: CallExchange): Promise<void> {
  // Sound and files may be anything but a page.
  const isRaw = !/json|event-stream/.test(contentTypeOf(exchange));
  for (const [what, reply] of Object.entries(noAnswers)) {
    if (isRaw && what !== 'a page in HTML') continue;
    await withServer(subject, { replies: [{ response: reply }] }, async ({ provider }) => {
      const outcome = await outcomeOf(provider, exchange);
      if (exchange.operation === 'health') mustBeSick(outcome, 'down', what);
      else failureOf(outcome, what, ['invalid-response']);
    });
  }
}

/** Operations whose answer holds something, whatever they were asked. */
const neverEmpty: ReadonlySet<string> = new Set([
  'chat', 'stream', 'complete', 'embed', 'rerank', 'image', 'speech', 'speechStream', 'transcribe', 'countTokens', 'parse',
  'moderate',
]); // biome-ignore format: one list

async function checkOddJson(subject: Subject, exchange: CallExchange): Promise<void> {
  for (const [what, reply] of Object.entries(oddJson)) {
    await withServer(subject, { replies: [{ response: reply }] }, async ({ provider }) => {
      const outcome = await outcomeOf(provider, exchange);
      // A list of models may be empty; a chat without a word is none.
      if (outcome.error || neverEmpty.has(exchange.operation)) failureOf(outcome, what, []);
    });
  }
}

/** A right answer under a wrong name. */
async function checkContentType(subject: Subject, exchange: CallExchange): Promise<void> {
  const [first, ...others] = exchange.replies as readonly [Exchange, ...Exchange[]];
  for (const contentType of ['text/plain', 'application/octet-stream', '']) {
    const response = { ...first.response, headers: { ...first.response.headers, 'content-type': contentType } };
    await withServer(subject, { replies: [{ ...first, response }, ...others] }, async ({ provider }) => {
      const outcome = await outcomeOf(provider, exchange);
      if (outcome.error) failureOf(outcome, `content-type: ${contentType || 'none'}`, []);
    });
  }
}

async function checkNetwork(subject: Subject, exchanges: readonly CallExchange[]): Promise<void> {
  const refused = await refusedURL();
  for (const exchange of exchanges) {
    const check = (outcome: Outcome, what: string) => {
      const at = `${exchange.operation}: ${what}`;
      if (exchange.operation === 'health') mustBeSick(outcome, 'down', at);
      else failureOf(outcome, at, ['network']);
    };
    const provider = subject.make({ baseURL: refused });
    check(await outcomeOf(provider, exchange), 'nobody listens');
    await provider.close?.();
    for (const fault of [{ type: 'reset' }, { type: 'cut', after: 'headers' }] as const) {
      await withServer(subject, { replies: exchange.replies, faults: () => fault }, async ({ provider: connected }) =>
        check(await outcomeOf(connected, exchange), fault.type),
      );
    }
  }
}
