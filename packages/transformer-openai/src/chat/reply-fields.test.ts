// What some servers say beside the answer, and how some of them write it.

import { describe, expect, test } from 'vitest';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { modelsTransformer } from '../resources/models.ts';
import { ask, codec, decodeStream, reply, sse } from '../testing/codec.ts';
import { chatStreamTransformer, chatTransformer } from './transformer.ts';

const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish, ...more }],
});

function streamed(dialect: ChatDialect, chunks: readonly object[]) {
  const context = codec();
  const transformer = chatStreamTransformer(dialect);
  const { state } = transformer.encode(ask(), context);
  const headers = { 'content-type': 'text/event-stream' };
  return decodeStream(transformer.decoder(state, context, { status: 200, headers }), sse([...chunks])).response;
}

function complete(dialect: ChatDialect, body: object) {
  const context = codec();
  const transformer = chatTransformer(dialect);
  return transformer.decode(reply(body), transformer.encode(ask(), context).state, context);
}

describe('a choice', () => {
  test('has fields that are kept, the last that says something', () => {
    const results = { hate: { filtered: true } };
    const response = streamed({ choiceMeta: ['content_filter_results'] }, [
      chunk({ content: 'a' }, null, { content_filter_results: results }),
      chunk({}, 'content_filter', { content_filter_results: {} }),
    ]);
    expect(response.meta.vendor).toEqual({ content_filter_results: results });
  });
});

describe('a reply', () => {
  const replyWarnings: ChatDialect['replyWarnings'] = ({ notes }) =>
    Array.isArray(notes) ? notes.map((detail) => ({ feature: 'model', detail: String(detail) })) : [];
  const warned = [{ feature: 'model', detail: 'It is old.' }];

  test('warns of each thing once, complete and streamed', () => {
    const notes = ['It is old.'];
    expect(
      streamed({ replyWarnings }, [
        { ...chunk({ content: 'a' }), notes },
        { ...chunk({}, 'stop'), notes },
      ]).warnings,
    ).toEqual(warned);
    const body = { choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }], notes };
    expect(complete({ replyWarnings }, body).warnings).toEqual(warned);
  });
});

describe('content that is a list in one delta and a string in the next', () => {
  const thought = (piece: object) => ({ content: [{ type: 'reasoning', summary: [piece] }] });

  test('is one thought and one text, with what seals the thought', () => {
    const { message } = streamed({ reasoningReplay: 'summary-parts' }, [
      chunk(thought({ type: 'summary_text', text: 'h' })),
      chunk(thought({ type: 'summary_text', text: 'm', signature: 's' })),
      chunk(thought({ type: 'summary_encrypted_text', data: 'e' })),
      chunk({ content: 'x' }),
      chunk({ content: [{ type: 'text', text: 'y' }] }, 'stop'),
    ]);
    expect(message.content).toMatchObject([
      { type: 'reasoning', text: 'hm', vendor: { data: { signature: 's', encrypted: ['e'] } } },
      { type: 'text', text: 'xy' },
    ]);
  });
});

describe('a list of models', () => {
  test('may have its rows under a name of its own', () => {
    const transformer = modelsTransformer({ rows: ({ endpoints }) => endpoints });
    const { models } = transformer.decode(reply({ endpoints: [{ name: 'mine' }] }), { limit: undefined }, codec());
    expect(models).toMatchObject([{ id: 'mine' }]);
  });
});
