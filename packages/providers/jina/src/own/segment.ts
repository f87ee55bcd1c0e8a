// jinaSegment: how many tokens a text has, and where it can be cut.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { numberOf, recordOf, stringOf } from '@kit/wire';
import { inputUsage } from '../usage.ts';
import { given, jinaOptions } from '../vendor-options.ts';

const transformer: Transformer<'jinaSegment'> = {
  encode(request, context) {
    const { text, tokenizer, chunks, tokens, maxChunkLength, head, tail } = request;
    if (typeof text !== 'string')
      throw new KitError('invalid-request', 'jinaSegment: `text` is required: a string.', { field: 'text' });
    if (head !== undefined && tail !== undefined)
      throw new KitError('invalid-request', 'jinaSegment: give either `head` or `tail`.', { field: 'tail' });
    const value = given({
      content: text,
      tokenizer,
      return_chunks: chunks,
      return_tokens: tokens,
      max_chunk_length: maxChunkLength,
      head,
      tail,
      ...jinaOptions(request.vendor, context),
    });
    return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
  },
  decode(reply, _state, { provider }) {
    const body = recordOf(reply.json());
    const tokenCount = numberOf(body?.num_tokens);
    if (!body || tokenCount === undefined)
      throw new KitError('invalid-response', 'The reply holds no count.', { provider });
    const { chunks, chunk_positions: positions, tokens } = body;
    const tokenizer = stringOf(body.tokenizer);
    const usage = inputUsage(recordOf(body.usage));
    return {
      tokenCount,
      ...(tokenizer !== undefined && { tokenizer }),
      ...(Array.isArray(chunks) && { chunks: chunks as string[] }),
      ...(Array.isArray(positions) && { positions: positions as number[][] }),
      ...(Array.isArray(tokens) && { tokens }),
      ...(usage && { usage }),
    };
  },
};

export function segmentOperation(baseURL: string): OperationDeclaration<'jinaSegment'> {
  return { endpoint: { path: '/', baseURL, headers: { accept: 'application/json' } }, transformer };
}
