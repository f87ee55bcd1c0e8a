// The old completions wire: POST /completions with a prompt, and a suffix to fill in the middle.
import type {
  CodecContext,
  CompleteRequest,
  CompleteResponse,
  Decoded,
  Encoded,
  Transformer,
  Warning,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import { finishReasonOf } from '../chat/finish-reason.ts';
import { chatUsage } from '../chat/usage.ts';
import type { CompleteDialect, CompleteField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { type Draft, finishBody, vendorFields } from '../request/body.ts';
import { type FieldNames, putFields } from '../request/settings.ts';

export const completeWire = 'openai-completions';

const openaiFields: FieldNames<CompleteField> = {
  suffix: 'suffix',
  maxTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  stop: 'stop',
  seed: 'seed',
  n: 'n',
  user: 'user',
};

export function completeTransformer(dialect: CompleteDialect = {}): Transformer<'complete', undefined> {
  return {
    encode: (request, context) => encodeComplete(request, context, dialect),
    decode: decodeComplete,
  };
}

function encodeComplete(request: CompleteRequest, context: CodecContext, dialect: CompleteDialect): Encoded<undefined> {
  const warnings: Warning[] = [];
  const draft: Draft = { model: request.model, prompt: request.prompt };
  const { suffix, maxTokens, temperature, topP, stop, seed, n, user } = request;
  putFields(
    { suffix, maxTokens, temperature, topP, stop, seed, n, user },
    { ...openaiFields, ...dialect.fields },
    draft,
    warnings,
  );
  const body = finishBody(draft, vendorFields(request, context, completeWire), dialect.extra);
  return { wire: { body: { type: 'json', value: dialect.body?.(body) ?? body } }, warnings, state: undefined };
}

function decodeComplete(reply: WireReply, _state: undefined, context: CodecContext): Decoded<CompleteResponse> {
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const rows = Array.isArray(body?.choices) ? body.choices.map(recordOf).filter((row) => row !== undefined) : [];
  const [first] = rows;
  if (!body || !first)
    throw new KitError('invalid-response', 'The reply holds no completion.', { provider: context.provider });
  const choices = rows.map((row) => {
    // Mistral's fill-in-the-middle answers messages.
    const text = stringOf(row.text) ?? stringOf(recordOf(row.message)?.content) ?? '';
    return {
      text,
      finishReason: finishReasonOf(stringOf(row.finish_reason), { calls: false, refused: false, text: text !== '' }),
    };
  });
  const raw = stringOf(first.finish_reason);
  const usage = chatUsage(recordOf(body.usage));
  const model = stringOf(body.model);
  const responseId = stringOf(body.id);
  return {
    text: choices[0]?.text ?? '',
    finishReason: choices[0]?.finishReason ?? 'other',
    ...(raw !== undefined && { rawFinishReason: raw }),
    choices,
    ...(usage && { usage }),
    meta: { ...(model !== undefined && { model }), ...(responseId !== undefined && { responseId }) },
  };
}
