import { describe, expect, it } from 'vitest';
import { ask, bodyOf, codec, reply } from '../testing/codec.ts';
import { tokenCountTransformer } from './token-count.ts';

const tools = [{ name: 'clock', parameters: { type: 'object' } }] as const;
const read = (body: unknown) => (body as { total?: number }).total;

describe('a tokenizer', () => {
  it('is asked with model and messages alone', () => {
    const encoded = tokenCountTransformer({ path: '/count', read }, undefined).encode(
      ask({ maxTokens: 5, tools }),
      codec(),
    );
    expect(bodyOf(encoded)).toEqual({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    expect(encoded.warnings).toEqual([{ feature: 'tools', detail: 'Functions are not counted.' }]);
  });

  it('may count functions', () => {
    const wire = { path: '/count', fields: ['tools'], read };
    const encoded = tokenCountTransformer(wire, undefined).encode(ask({ tools }), codec());
    expect(bodyOf(encoded)).toHaveProperty('tools');
    expect(encoded.warnings).toEqual([]);
  });

  it('tells how many there are', () => {
    const { decode } = tokenCountTransformer({ path: '/count', read }, undefined);
    expect(decode(reply({ total: 5 }), undefined, codec())).toEqual({ inputTokens: 5 });
    expect(() => decode(reply({}), undefined, codec())).toThrow('no count');
  });
});
