// Runs declared operations: request → encode → exchange → decode → result with meta, usage, cost. Streams: run-stream.ts.
import {
  type Attempt,
  type Cost,
  type Encoded,
  type Fold,
  KitError,
  type Operation,
  type PlainTransformer,
  type RateLimitState,
  type RequestOf,
  type ResponseMeta,
  type Result,
  type ResultOf,
  type Timings,
  type Transformer,
  type Usage,
  type Warning,
  type WireHeaders,
} from '@kit/core';
import type { Prices } from './prices.ts';
import type { HttpReply } from './reply/http-reply.ts';
import { type Answer, type Running, readReply, sendCall } from './run-call.ts';

/** What results get besides what was decoded. */
export interface Accounting {
  readonly prices: Prices;
  readonly rateLimits: (headers: WireHeaders, nowMs: number) => RateLimitState | undefined;
  /** How third parties' streams fold. */
  readonly folds: Readonly<Record<string, (() => Fold<never, unknown>) | undefined>>;
}

/** A complete reply. Of the plain transformer what it reads, else the whole one's. */
export async function runWhole(
  running: Running,
  transformer: Transformer<Operation> | PlainTransformer<Operation>,
  accounting: Accounting,
): Promise<ResultOf<Operation>> {
  accounting.prices.start();
  // A decoder may ask what a failure means; a plain one leaves that to the whole one.
  const loading = running.whole ? undefined : running.caller.failures.ready();
  const answer = await sendCall(running, (codec) =>
    checked(transformer.encode(running.request as RequestOf<Operation>, codec), running),
  );
  try {
    const reading = readReply(running, answer);
    const reply = reading instanceof Promise ? await reading : reading;
    const { encoded, codec } = answer;
    if (loading) await loading;
    const decoded = (transformer.decode(reply, encoded.state, codec) ??
      (await decodeWhole(running, answer, reply))) as DecodedResult;
    const { usage } = decoded;
    const model = decoded.meta?.model ?? running.model;
    const priced = decoded.cost ?? (usage && accounting.prices.cost(usage, model, running.model));
    const cost = priced instanceof Promise ? await priced : priced;
    const { totalMs } = reply.facts;
    answer.settle('complete', settledWith({ firstPartMs: totalMs, totalMs }, model, usage, cost));
    const result: Unfinished = {
      ...decoded,
      warnings: decoded.warnings?.length ? [...encoded.warnings, ...decoded.warnings] : encoded.warnings,
      meta: resultMeta(running, answer, { accounting, decoded, reply }),
    };
    if (cost) result.cost = cost;
    return result as unknown as ResultOf<Operation>;
  } catch (thrown) {
    throw answer.fail(thrown, 'invalid-response');
  }
}

/** There is more in the reply than the plain transformer reads. */
async function decodeWhole({ caller, whole }: Running, { encoded, codec }: Answer, reply: HttpReply) {
  const [transformer] = await Promise.all([whole?.(), caller.failures.ready()]);
  return transformer?.decode(reply, encoded.state, codec);
}

type DecodedResult = Partial<Omit<Result, 'meta'>> & { readonly meta?: Partial<ResponseMeta> };
type Unfinished = { -readonly [F in keyof Result]: Result[F] };
type UnfinishedMeta = { -readonly [F in keyof ResponseMeta]: ResponseMeta[F] };

function settledWith(
  timings: Timings,
  model: string | undefined,
  usage: Usage | undefined,
  cost: Cost | undefined,
): Partial<Attempt> {
  const change: { -readonly [F in keyof Attempt]?: Attempt[F] } = { timings };
  if (model !== undefined) change.model = model;
  if (usage) change.usage = usage;
  if (cost) change.cost = cost;
  return change;
}

/** What the head, the decoder and the trace say about a result. */
function resultMeta(
  running: Running,
  answer: Answer,
  { accounting, decoded, reply }: { accounting: Accounting; decoded: DecodedResult; reply: HttpReply },
): ResponseMeta {
  const { context } = running;
  const meta = Object.assign(metaOf(running, answer, accounting), decoded.meta) as UnfinishedMeta;
  meta.timings = answer.record.timings;
  meta.attempts = context.trace.attempts;
  if (context.raw) meta.vendor = { ...meta.vendor, raw: rawBody(reply) };
  return meta;
}

/** Under `strict` the first warning refuses the request. */
export function checked<E extends Encoded<unknown>>(encoded: E, { caller, operation, model, context }: Running): E {
  const [warning] = encoded.warnings;
  if (context.strict && warning) throw refused(warning, { provider: caller.provider, operation, model });
  return encoded;
}

/** The error that a warning becomes. */
export function refused(
  { feature, detail }: Warning,
  known: { provider: string; operation: string; model?: string | undefined },
): KitError {
  return new KitError(
    'unsupported',
    `${known.provider} cannot do \`${feature}\` exactly, and the call is strict: ${detail}`,
    { ...known, field: feature },
  );
}

/** What the head of a reply says about a result. */
export function metaOf(
  { caller, model, context }: Running,
  { response, credential, requestId }: Pick<Answer, 'response' | 'credential' | 'requestId'>,
  { rateLimits }: Pick<Accounting, 'rateLimits'>,
): Omit<ResponseMeta, 'timings' | 'attempts'> {
  const meta: Omit<UnfinishedMeta, 'timings' | 'attempts'> = { provider: caller.provider };
  if (model !== undefined) meta.requestedModel = meta.model = model;
  if (requestId !== undefined) meta.requestId = requestId;
  meta.status = response.status;
  const rateLimit = rateLimits(response.headers, context.environment.now());
  if (rateLimit) meta.rateLimit = rateLimit;
  if (credential !== undefined) meta.credential = credential;
  return meta;
}

function rawBody(reply: { body(): unknown; readonly headers: WireHeaders }) {
  const type = reply.headers['content-type'] ?? '';
  return /json|text|xml|^$/.test(type) ? (reply.body() as never) : undefined;
}
