import { user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';

const marked = (...ttls: (string | undefined)[]) =>
  user(
    ttls.map((ttl, at) => ({ type: 'text' as const, text: `part ${at}`, cache: ttl === undefined ? true : { ttl } })),
  );
const ttlsOf = (body: ReturnType<typeof encoded>['body']) =>
  body.messages[0].content.map(
    ({ cache_control: control }: { cache_control?: { ttl?: string } }) => control && (control.ttl ?? 'default'),
  ) as unknown;

describe('cache marks', () => {
  it('stand on the blocks they were given for', () => {
    expect(ttlsOf(encoded({ messages: [marked('1h', '5m', undefined)] }).body)).toEqual(['1h', '5m', 'default']);
  });

  it('are four at most: the last ones stay', () => {
    const { body, features } = encoded({
      tools: [{ name: 'a', cache: true }],
      messages: [marked(undefined, undefined, undefined, undefined, undefined)],
    });
    expect(ttlsOf(body)).toEqual([undefined, 'default', 'default', 'default', 'default']);
    expect(body.tools[0]).not.toHaveProperty('cache_control');
    expect(features).toEqual(['cache']);
  });

  it('leave one for the mark of the whole request', () => {
    const { body, features } = encoded({
      promptCache: {},
      messages: [marked(undefined, undefined, undefined, undefined)],
    });
    expect(ttlsOf(body)).toEqual([undefined, 'default', 'default', 'default']);
    expect(features).toEqual(['cache']);
  });

  it('of an hour come before those of five minutes', () => {
    expect(encoded({ messages: [marked('5m', '1h')] })).toSatisfy((result: ReturnType<typeof encoded>) => {
      expect(ttlsOf(result.body)).toEqual(['5m', '5m']);
      return result.features[0] === 'cache.ttl';
    });
  });

  it('of an unknown lifetime get the default', () => {
    expect(encoded({ messages: [marked('30m')] })).toMatchObject({ features: ['cache.ttl'] });
  });

  it('are not for thoughts', () => {
    const vendor = { origin: { wire: 'anthropic' }, data: { signature: 's' } };
    const { body, features } = encoded({
      messages: [
        user('x'),
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm', cache: true, vendor },
            { type: 'text', text: 'a' },
          ],
        },
        user('y'),
      ],
    });
    expect(body.messages[1].content[0]).toEqual({ type: 'thinking', thinking: 'hm', signature: 's' });
    expect(features).toEqual(['cache']);
  });
});
