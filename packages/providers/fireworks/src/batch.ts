// Batches: the requests as a data set of the account, a job, the answers as another data set.
import {
  type BatchItem,
  type BatchJob,
  type BatchRequest,
  type Call,
  type CallContext,
  type ChatRequest,
  isKitError,
  type JobState,
  type JobStatus,
  type JsonObject,
  KitError,
  toKitError,
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import { type Exchange, type HandledOperation, readEnvironment } from '@kit/http';
import { type JsonRecord, numberOf, parseJson, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { dialect } from './dialect.ts';
import { fullName } from './model-names.ts';

export interface BatchSettings {
  readonly account: string | undefined;
  readonly model: string | undefined;
}

type Start = Exclude<BatchRequest, { readonly attach: string }>;
type Asking = Parameters<Exchange['send']>[0];

export function batchOperation(settings: BatchSettings): HandledOperation<'batch'> {
  return {
    handle: async (call, exchange) => {
      const account = accountOf(settings);
      return 'attach' in call.request
        ? batchJob(call, exchange, account, call.request.attach)
        : start(call, call.request, exchange, { account, model: call.request.model ?? settings.model });
    },
  };
}

function accountOf({ account = readEnvironment('FIREWORKS_ACCOUNT_ID') }: BatchSettings): string {
  if (account) return account;
  throw new KitError('config', 'fireworks(): batches need the option `account`, or FIREWORKS_ACCOUNT_ID.', {
    field: 'account',
  });
}

/** The account's resources lie beside the API of the models. */
function accountURL(exchange: Exchange, asking: Asking, account: string): string {
  const root = (exchange.codec(asking).origin.endpoint ?? '').replace(/\/inference\/v1$/, '/v1');
  return `${root}/accounts/${encodeURIComponent(account)}`;
}

async function start(
  call: Call<'batch'>,
  request: Start,
  exchange: Exchange,
  { account, model: byDefault }: { readonly account: string; readonly model: string | undefined },
): Promise<BatchJob> {
  if (request.operation === 'embed')
    throw new KitError('unsupported', 'batch: Fireworks answers chats alone.', { field: 'operation' });
  const { lines, model, warnings } = await jsonLines(call, request, exchange, byDefault);
  const url = accountURL(exchange, call, account);
  const datasetId = await uploaded(call, exchange, url, lines);
  const own = vendorOptions(request.vendor, exchange.codec(call), 'fireworks-batch') as JsonObject | undefined;
  const value = { model, inputDatasetId: `accounts/${account}/datasets/${datasetId}`, ...own };
  const reply = await exchange.send(call, { url: `${url}/batchInferenceJobs`, body: { type: 'json', value } });
  const id = lastSegment(recordOf(reply.json())?.name);
  if (id === undefined) throw new KitError('invalid-response', 'The reply holds no batch.');
  return batchJob(call, exchange, account, id, { reply, warnings });
}

/** A data set is made, then filled. Answers its id. */
async function uploaded(
  call: Call<'batch'>,
  exchange: Exchange,
  url: string,
  lines: readonly string[],
): Promise<string> {
  const wanted = `kit-${call.context.environment
    .id()
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')}`;
  const dataset = { userUploaded: {}, format: 'CHAT', exampleCount: String(lines.length) };
  const body = { type: 'json', value: { datasetId: wanted, dataset } } as const;
  const made = await exchange.send(call, { url: `${url}/datasets`, body });
  const id = lastSegment(recordOf(made.json())?.name) ?? wanted;
  const data = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const file = { name: 'file', data, fileName: 'batch.jsonl', mediaType: 'application/jsonl' };
  await exchange.send(call, { url: `${url}/datasets/${id}:upload`, body: { type: 'form', fields: [file] } });
  return id;
}

const lastSegment = (name: unknown) => stringOf(name)?.split('/').at(-1) || undefined;

/** A line for each request. They are of one model: the job names it. */
async function jsonLines(call: Call<'batch'>, request: Start, exchange: Exchange, byDefault: string | undefined) {
  const { chatTransformer } = await import('@kit/transformer-openai/chat');
  const transformer = chatTransformer(dialect.chat);
  const warnings: Warning[] = [];
  const ids = new Set<string>();
  const models = new Set<string>();
  const lines = request.requests.map(({ id, request: one }, index) => {
    const at = `requests[${index}]`;
    const { model = byDefault } = one;
    if (ids.has(id)) throw wrong(`\`${at}.id\` must be unique; "${id}" is there twice.`, `${at}.id`);
    if (model === undefined) throw wrong(`\`${at}.request.model\` is required.`, `${at}.request.model`);
    ids.add(id);
    models.add(fullName(model));
    if (models.size > 1)
      throw wrong('all requests of one batch must be of one model at Fireworks.', `${at}.request.model`);
    const filled = { ...one, model: fullName(model) } as ChatRequest;
    const codec = exchange.codec({ operation: call.operation, context: call.context, request: filled });
    const encoded = transformer.encode(filled, codec);
    for (const { feature, detail } of exchange.checked(call, encoded.warnings))
      warnings.push({ feature: `${at}.${feature}`, detail });
    const { body } = encoded.wire;
    return JSON.stringify({ custom_id: id, body: body?.type === 'json' ? body.value : {} });
  });
  return { lines, model: [...models][0], warnings };
}

const wrong = (message: string, field: string) => new KitError('invalid-request', `batch: ${message}`, { field });

function batchJob(
  call: Call<'batch'>,
  exchange: Exchange,
  account: string,
  id: string,
  made: { readonly reply?: WireReply; readonly warnings?: readonly Warning[] } = {},
): BatchJob {
  const look = async (asking: Exchange, context: CallContext): Promise<JsonRecord> => {
    const asked = { operation: 'batch', context } as const;
    const url = `${accountURL(asking, asked, account)}/batchInferenceJobs/${encodeURIComponent(id)}`;
    return recordOf((await asking.send(asked, { method: 'GET', url })).json()) ?? {};
  };
  return exchange.job<readonly BatchItem[]>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 5_000,
    maxPollMs: 60_000,
    onAbort: 'detach',
    status: async (asking, context) => statusOf(await look(asking, context)),
    results: async (asking, context) => {
      const output = lastSegment((await look(asking, context)).outputDatasetId);
      if (output === undefined) throw new KitError('invalid-response', 'The finished batch names no answers.');
      return answers(asking, { operation: 'batch', context }, account, output);
    },
  });
}

const states: Readonly<Record<string, JobState>> = {
  CREATING: 'queued',
  VALIDATING: 'queued',
  PENDING: 'queued',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

function statusOf(row: JsonRecord): JobStatus {
  const rawState = stringOf(row.state);
  const word = rawState?.replace(/^JOB_STATE_/, '') ?? '';
  const known = Object.hasOwn(states, word) ? (states[word] as JobState) : 'running';
  const progress = recordOf(row.jobProgress);
  const total = numberOf(progress?.totalInputRequests);
  const succeeded = numberOf(progress?.successfullyProcessedRequests);
  const failed = numberOf(progress?.failedRequests);
  const percent = numberOf(progress?.percent);
  const createdAt = parseTimestamp(row.createTime);
  // What was answered before a batch expired is kept.
  const state = known === 'expired' && succeeded ? 'succeeded' : known;
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(progress && {
      counts: {
        ...(total !== undefined && { total }),
        ...(succeeded !== undefined && { succeeded }),
        ...(failed !== undefined && { failed }),
      },
    }),
    ...(percent !== undefined && { progress: percent / 100 }),
    ...(createdAt !== undefined && { createdAt }),
    ...(state === 'failed' && {
      error: new KitError('invalid-request', stringOf(recordOf(row.status)?.message) || 'The batch failed.'),
    }),
  };
}

/** The files of the answers lie behind links that need no key. */
async function answers(exchange: Exchange, asking: Asking, account: string, output: string): Promise<BatchItem[]> {
  const dataset = `${accountURL(exchange, asking, account)}/datasets/${encodeURIComponent(output)}`;
  const reply = await exchange.send(asking, { method: 'GET', url: `${dataset}:getDownloadEndpoint` });
  const links = Object.values(recordOf(recordOf(reply.json())?.filenameToSignedUrls) ?? {});
  const { chatTransformer, decodeChatBody } = await import('@kit/transformer-openai/chat');
  const transformer = chatTransformer(dialect.chat);
  const items: BatchItem[] = [];
  for (const url of links) {
    if (typeof url !== 'string') continue;
    const file = await exchange.send(asking, { method: 'GET', url });
    for (const line of file.text().split('\n')) {
      const row = recordOf(parseJson(line));
      const id = stringOf(row?.custom_id);
      if (!row || id === undefined) continue;
      items.push(itemOf(id, row, { exchange, asking, file, transformer, decodeChatBody }));
    }
  }
  return items;
}

type Chat = typeof import('@kit/transformer-openai/chat');

interface Reading extends Pick<Chat, 'decodeChatBody'> {
  readonly exchange: Exchange;
  readonly asking: Asking;
  readonly file: WireReply;
  readonly transformer: ReturnType<Chat['chatTransformer']>;
}

/** A line that failed is an item, not the end of the others. */
function itemOf(id: string, row: JsonRecord, reading: Reading): BatchItem {
  const { exchange, asking, file, transformer, decodeChatBody } = reading;
  const told = recordOf(row.response);
  const body = told?.body ?? told;
  const model = stringOf(recordOf(body)?.model);
  const codec = exchange.codec({ ...asking, request: { model } });
  const status = numberOf(told?.status_code) ?? (row.error || !body ? 500 : 200);
  if (status >= 400) return { id, error: codec.failure({ status, body: body ?? { error: row.error } }) };
  try {
    const { state } = transformer.encode({ messages: [{ role: 'user', content: '' }] }, codec);
    const { meta, warnings = [], ...answer } = decodeChatBody(body, state, codec);
    return { id, response: { ...answer, meta: { ...exchange.meta(asking.context, file), ...meta }, warnings } };
  } catch (thrown) {
    return { id, error: isKitError(thrown) ? thrown : toKitError(thrown, 'invalid-response') };
  }
}
