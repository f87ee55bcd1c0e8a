// POST /embeddings.
import type { EmbedRequest, EmbedResponse, JsonValue, ServerFace } from '@kit/core';
import { float32ToBase64 } from '@kit/wire';
import { vendorOf, WireFields, wrong } from './wire-fields.ts';

/** POST /embeddings. Answers base64 where the client asks for it, as the official ones do. */
export const embedFace: ServerFace<'embed'> = {
  decodeRequest(body, { model } = {}): EmbedRequest {
    const fields = new WireFields(body);
    const input = fields.strings('input');
    if (input === undefined) throw wrong('input', 'expected a string or an array of strings');
    const asked = fields.string('model') ?? model;
    const dimensions = fields.count('dimensions');
    const user = fields.string('user');
    return {
      ...(asked !== undefined && { model: asked }),
      input,
      ...(dimensions !== undefined && { dimensions }),
      ...(user !== undefined && { user }),
      ...vendorOf('openai-embed', fields.rest()),
    };
  },
  encodeResponse({ embeddings, meta, usage }: EmbedResponse, request: EmbedRequest): JsonValue {
    const base64 = request.vendor?.['openai-embed']?.encoding_format === 'base64';
    const tokens = usage?.inputTokens ?? 0;
    return {
      object: 'list',
      data: embeddings.map((embedding, index) => ({
        object: 'embedding',
        index,
        embedding: base64 ? float32ToBase64(embedding) : [...embedding],
      })),
      model: meta.model ?? request.model ?? '',
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  },
};
