import { arrayOf, recordOf, stringOf } from '@kit/wire';
import { expect, test } from 'vitest';
import { ask, codec, decodeStream, sse } from '../testing/codec.ts';
import { chatStreamTransformer } from './transformer.ts';

test('sources in fields of messages are told once, however often the stream repeats them', () => {
  const transformer = chatStreamTransformer({
    messageCitations: (message) =>
      arrayOf(message.sources).map((source) => ({ url: stringOf(recordOf(source)?.url) ?? '' })),
  });
  const context = codec();
  const chunk = (content: string, finish: string | null) => ({
    choices: [{ index: 0, delta: { content, sources: [{ url: 'https://a.example/' }] }, finish_reason: finish }],
  });
  const { response } = decodeStream(
    transformer.decoder(transformer.encode(ask(), context).state, context, { status: 200, headers: {} }),
    sse([chunk('Blue', null), chunk('.', 'stop')]),
  );
  expect(response.text).toBe('Blue.');
  expect(response.citations).toEqual([{ url: 'https://a.example/' }]);
});
