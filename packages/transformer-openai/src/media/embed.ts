// Embeddings: POST /embeddings.
import type {
  CodecContext,
  Decoded,
  EmbedRequest,
  EmbedResponse,
  Encoded,
  JsonValue,
  Transformer,
  Usage,
  Warning,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { arrayOf, float32FromBase64, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { EmbedDialect } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { type Draft, finishBody, vendorFields, warn } from '../request/body.ts';

export const embedWire = 'openai-embed';

interface EmbedState {
  readonly encoding: string | undefined;
}

export function embedTransformer(dialect: EmbedDialect = {}): Transformer<'embed', EmbedState> {
  return {
    encode: (request, context) => encodeEmbed(request, context, dialect),
    decode: (reply, state, context) => decodeEmbed(reply, state, context, dialect),
  };
}

function encodeEmbed(request: EmbedRequest, context: CodecContext, dialect: EmbedDialect): Encoded<EmbedState> {
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, embedWire);
  const { dimensions = 'dimensions', user = 'user' } = dialect;
  const draft: Draft = { model: request.model, input: inputOf(request.input, dialect) };
  if (request.dimensions !== undefined) {
    if (dimensions === false) warn(warnings, 'dimensions', 'The size of the vectors is fixed; left out.');
    else draft[dimensions] = request.dimensions;
  }
  const { encoding, inputType, truncate } = request;
  const format = 'encodingFormat' in dialect ? dialect.encodingFormat : 'base64';
  if (encoding !== undefined && encoding !== 'float')
    merge(draft, dialect.numberFormat?.(encoding), warnings, 'encoding', `Vectors come as floats, not as ${encoding}.`);
  else if (format !== undefined) draft.encoding_format = format;
  if (inputType !== undefined)
    merge(
      draft,
      dialect.inputType?.(inputType),
      warnings,
      'inputType',
      'The vendor makes one kind of vector; left out.',
    );
  if (truncate !== undefined)
    merge(draft, dialect.truncate?.(truncate), warnings, 'truncate', 'Inputs that are too long are refused; left out.');
  if (request.user !== undefined) {
    if (user === false) warn(warnings, 'user', 'The vendor does not take it; left out.');
    else draft[user] = request.user;
  }
  return {
    wire: { body: { type: 'json', value: finishBody(draft, own, dialect.extra) } },
    warnings,
    state: { encoding },
  };
}

function merge(draft: Draft, fields: Draft | undefined, warnings: Warning[], feature: string, otherwise: string): void {
  if (fields) Object.assign(draft, fields);
  else warn(warnings, feature, otherwise);
}

function inputOf(input: EmbedRequest['input'], dialect: EmbedDialect): JsonValue {
  if (typeof input === 'string') return [input];
  return input.map((item, index) => {
    if (typeof item === 'string') return item;
    const own = dialect.input?.(item);
    if (own !== undefined) return own;
    if (item.every((part) => part.type === 'text'))
      return item.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    throw new KitError('unsupported', `embed: \`input[${index}]\` has media; this model embeds text alone.`, {
      field: `input[${index}]`,
    });
  });
}

function decodeEmbed(
  reply: WireReply,
  { encoding }: EmbedState,
  context: CodecContext,
  dialect: EmbedDialect,
): Decoded<EmbedResponse> {
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  if (!body || !Array.isArray(body.data))
    throw new KitError('invalid-response', 'The reply holds no vectors.', { provider: context.provider });
  const decodeVector = dialect.decodeVector ?? float32FromBase64;
  const embeddings = inOrder(body.data).map((row) => {
    const { embedding } = row;
    if (typeof embedding === 'string') return decodeVector(embedding, { encoding });
    return arrayOf(embedding) as readonly number[];
  });
  const model = stringOf(body.model);
  const responseId = stringOf(body.id);
  const usage = embedUsage(body);
  const cost = dialect.cost?.(recordOf(body.usage) ?? {}, body);
  return {
    embeddings,
    ...(usage && { usage }),
    ...(cost && { cost }),
    meta: { ...(model !== undefined && { model }), ...(responseId !== undefined && { responseId }) },
  };
}

/** The order of the inputs: servers that work in parallel answer in any order. */
function inOrder(data: readonly unknown[]): JsonRecord[] {
  const rows = data.map((row): JsonRecord => recordOf(row) ?? { embedding: row });
  if (!rows.every(({ index }) => typeof index === 'number')) return rows;
  return rows.sort((one, other) => (one.index as number) - (other.index as number));
}

function embedUsage(body: JsonRecord): Usage | undefined {
  const raw = recordOf(body.usage);
  const perRow = arrayOf(body.data).map((row) => numberOf(recordOf(recordOf(row)?.usage)?.prompt_tokens));
  const summed = perRow.some((tokens) => tokens !== undefined)
    ? perRow.reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0)
    : undefined;
  // Some state a total alone, or a prompt of 0 beside it.
  const inputTokens =
    (numberOf(raw?.prompt_tokens) || numberOf(raw?.input_tokens) || numberOf(raw?.total_tokens)) ??
    numberOf(raw?.prompt_tokens) ??
    summed;
  if (inputTokens === undefined) return undefined;
  return { state: 'reported', inputTokens, ...(raw && { raw: raw as JsonValue }) };
}
