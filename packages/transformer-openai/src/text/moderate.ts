// Moderation: POST /moderations.
import type {
  CodecContext,
  Decoded,
  Encoded,
  JsonValue,
  ModerateRequest,
  ModerateResponse,
  ModerationResult,
  Transformer,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';
import type { ModerateDialect } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { finishBody, vendorFields } from '../request/body.ts';
import { urlOf } from '../request/media.ts';

export const moderateWire = 'openai-moderate';

export function moderateTransformer(dialect: ModerateDialect = {}): Transformer<'moderate', undefined> {
  return {
    encode: (request, context) => encodeModerate(request, context, dialect),
    decode: decodeModerate,
  };
}

function encodeModerate(request: ModerateRequest, context: CodecContext, dialect: ModerateDialect): Encoded<undefined> {
  const own = vendorFields(request, context, moderateWire);
  const body = finishBody({ model: request.model, input: inputOf(request.input) }, own, dialect.extra);
  return { wire: { body: { type: 'json', value: body } }, warnings: [], state: undefined };
}

/** Texts get a verdict each; a list of parts is judged as one, and only one can be sent. */
function inputOf(input: ModerateRequest['input']): JsonValue {
  if (typeof input === 'string') return input;
  const texts = input.filter((item) => typeof item === 'string');
  if (texts.length === input.length) return texts;
  const [only] = input;
  if (input.length > 1 || only === undefined || typeof only === 'string') {
    throw new KitError(
      'unsupported',
      'moderate: parts with images are judged one list at a time; make one call for each.',
      { field: 'input' },
    );
  }
  return only.map((part, index) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    const url = part.type === 'image' ? urlOf(part.source) : undefined;
    if (url === undefined)
      throw new KitError('unsupported', `moderate: \`input[0][${index}]\`: only text and images are judged.`, {
        field: `input[0][${index}]`,
      });
    return { type: 'image_url', image_url: { url } };
  });
}

function decodeModerate(reply: WireReply, _state: undefined, context: CodecContext): Decoded<ModerateResponse> {
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  if (!body || !Array.isArray(body.results))
    throw new KitError('invalid-response', 'The reply holds no verdict.', { provider: context.provider });
  const model = stringOf(body.model);
  const responseId = stringOf(body.id);
  return {
    results: arrayOf(body.results).map(verdictOf),
    meta: { ...(model !== undefined && { model }), ...(responseId !== undefined && { responseId }) },
  };
}

function verdictOf(value: unknown): ModerationResult {
  const row = recordOf(value);
  const categories: Record<string, boolean> = {};
  for (const [name, hit] of Object.entries(recordOf(row?.categories) ?? {})) categories[name] = hit === true;
  const scores: Record<string, number> = {};
  for (const [name, score] of Object.entries(recordOf(row?.category_scores) ?? {})) {
    const number = numberOf(score);
    if (number !== undefined) scores[name] = number;
  }
  // Mistral gives categories alone.
  const flagged = typeof row?.flagged === 'boolean' ? row.flagged : Object.values(categories).includes(true);
  return { flagged, categories, ...(Object.keys(scores).length > 0 && { scores }) };
}
