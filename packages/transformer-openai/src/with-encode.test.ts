import type { CodecContext, OperationDeclaration } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { openaiOperations } from './operations.ts';
import { codec } from './testing/codec.ts';
import { withEncode } from './with-encode.ts';

const { chat, stream } = openaiOperations({}, { operations: ['chat', 'stream'] });
const messages = [{ role: 'user', content: 'Hi' }] as const;

/** What a declaration sends, once it is loaded. */
async function sent<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
  context: CodecContext = codec(),
) {
  const loaded = 'load' in declaration ? await declaration.load() : declaration;
  const transformer =
    'transformer' in loaded ? loaded.transformer : 'streamTransformer' in loaded && loaded.streamTransformer;
  if (!transformer) throw new Error('It is not loaded.');
  return transformer.encode({ model: 'm', messages } as never, context);
}

describe('a changed encoder', () => {
  test('may change the request and what becomes of it, complete and streamed', async () => {
    const change = (declaration: OperationDeclaration<'chat'>) =>
      withEncode(declaration, (encode) => (request, context) => {
        const encoded = encode({ ...request, model: 'other' }, context);
        return { ...encoded, wire: { ...encoded.wire, headers: { 'x-model': request.model } } };
      });
    for (const declaration of [chat, stream as unknown as OperationDeclaration<'chat'>])
      expect((await sent(change(declaration))).wire).toMatchObject({
        headers: { 'x-model': 'm' },
        body: { value: { model: 'other' } },
      });
  });

  test('leaves the declaration that it was made of as it is', async () => {
    withEncode(chat, () => () => ({ wire: {}, warnings: [], state: undefined }));
    expect((await sent(chat)).wire.body).toMatchObject({ value: { model: 'm' } });
  });
});
