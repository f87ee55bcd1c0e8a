import { chatResponse, defineProvider, pipeline, type StreamPart, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { type GuardOptions, guard } from './guard.ts';
import { moderation } from './moderation.ts';
import { patterns } from './patterns.ts';
import { personalData } from './personal-data.ts';

/** A vendor that answers with these pieces and remembers what it was asked. */
function setup(options: GuardOptions, ...pieces: readonly string[]) {
  const asked: string[] = [];
  const remember = (messages: readonly { readonly content: unknown }[]) => {
    asked.push(...messages.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))));
  };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async ({ messages }) => {
        remember(messages);
        return chatResponse({
          choices: [{ message: { role: 'assistant', content: pieces.join('') }, finishReason: 'stop' }],
        });
      },
      async *stream({ messages }): AsyncGenerator<StreamPart> {
        remember(messages);
        for (const text of pieces) yield { type: 'text', text };
        yield { type: 'finish', finishReason: 'stop' };
      },
    },
  });
  const ai = pipeline(provider, { environment: virtualEnvironment() }).use(guard(options));
  return { ai, asked };
}

const ask = (text = 'Hi') => ({ messages: [user(text)] });

const judge = (flagged: (text: string) => boolean) =>
  defineProvider({
    id: 'judge',
    operations: {
      moderate: async ({ input }) => ({
        results: [{ flagged: flagged(String(input)), categories: { violence: true } }],
      }),
    },
  });

describe('guard', () => {
  it('masks personal data before the vendor sees it', async () => {
    const { ai, asked } = setup({ input: [personalData()] }, 'ok');
    await ai.chat(ask('I am ann@example.org, card 4111 1111 1111 1111, 10.0.0.1, DE89 3704 0044 0532 0130 00'));
    await ai.stream(ask('Mail bob@example.com.')).response;
    expect(asked).toEqual([expect.stringMatching(/\[email\].*\[card\].*\[ip\].*\[iban\]/), expect.any(String)]);
    expect(asked.join()).not.toMatch(/@example|4111|DE89/);
  });

  it('leaves numbers alone that are no cards, versions that are no addresses', async () => {
    const { ai, asked } = setup({ input: [personalData()] }, 'ok');
    await ai.chat(ask('Order 4111 1111 1111 1112, version 999.1.2.3'));
    expect(asked[0]).toContain('4111 1111 1111 1112, version 999.1.2.3');
  });

  it('refuses without asking the vendor, names the check, and does not repeat the text', async () => {
    const { ai, asked } = setup({ input: [patterns({ 'a social security number': '###-##-####' })] }, 'ok');
    const error = await ai.chat(ask('It is 123-45-6789')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'guard-blocked', field: 'patterns', retryable: false });
    expect(String(error)).not.toContain('123-45');
    expect(asked).toHaveLength(0);
  });

  it('masks and refuses in answers, complete and streamed', async () => {
    const masking = { output: [patterns({ project: 'bluebird' }, { action: 'mask' })] };
    const pieces = ['It is Blue', 'bird, not blue', 'birds'];
    expect((await setup(masking, ...pieces).ai.chat(ask())).text).toBe('It is [project], not bluebirds');
    expect((await setup(masking, ...pieces).ai.stream(ask()).response).text).toBe('It is [project], not bluebirds');
    const refusing = { output: [patterns({ project: 'bluebird' })] };
    await expect(setup(refusing, ...pieces).ai.chat(ask())).rejects.toMatchObject({ code: 'guard-blocked' });
    await expect(setup(refusing, ...pieces).ai.stream(ask()).response).rejects.toMatchObject({ code: 'guard-blocked' });
  });

  it('holds back exactly the window that the check declares', async () => {
    const none = check({ name: 'none', window: 4, find: () => [] });
    const { ai } = setup({ output: [none] }, 'abc', 'd', 'ef');
    const texts: string[] = [];
    for await (const part of ai.stream(ask())) if (part.type === 'text') texts.push(part.text);
    expect(texts).toEqual(['a', 'bc', 'def']);
  });

  it('asks a check only while there is something that it suspects', async () => {
    const looked: string[] = [];
    const names = check({
      name: 'names',
      window: 4,
      suspects: (text) => text.includes('#'),
      find(text) {
        looked.push(text);
        const start = text.indexOf('#ab');
        return start < 0 ? [] : [{ start, end: start + 3, mask: '*' }];
      },
    });
    const plain = Array.from({ length: 40 }, () => 'word ');
    const { ai } = setup({ output: [names] }, ...plain, '#', 'ab', ...plain);
    expect((await ai.stream(ask()).response).text).toBe(`${plain.join('')}*${plain.join('')}`);
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.every((text) => text.includes('#'))).toBe(true);
  });

  it('finds templates in either case, also where letters have unusual forms', () => {
    const found = (template: string, text: string) => patterns({ it: template }).find(text, undefined as never);
    expect(found('Key-###', 'a KEY-123')).toMatchObject([{ start: 2, end: 9 }]);
    // The sign of kelvin is a k in lower case.
    expect(found('key', 'a \u212aey')).toHaveLength(1);
    expect(found('\\\\#\\#', 'a \\1# b')).toHaveLength(1);
    expect(found('###', '\u0130 123')).toMatchObject([{ start: 2, end: 5 }]);
    expect(found('Straße', 'in der STRAßE')).toHaveLength(1);
  });

  it('costs nothing without checks', () => {
    const next = () => Promise.reject(new Error('never asked'));
    expect(guard().wrap(next, undefined as never)).toBe(next);
  });

  it('asks a moderation provider, with streams held until their end', async () => {
    const output = [moderation(judge((text) => text.includes('bad')))];
    expect((await setup({ output }, 'all ', 'good').ai.stream(ask()).response).text).toBe('all good');
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of setup({ output }, 'all ', 'bad').ai.stream(ask())) seen.push(part.type);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'guard-blocked',
      message: expect.stringContaining('violence'),
    });
    expect(seen).toEqual([]);
    await expect(setup({ output }, 'bad').ai.chat(ask())).rejects.toMatchObject({ field: 'moderation' });
  });

  it('fails closed when the moderation provider fails, unless told', async () => {
    const broken = defineProvider({ id: 'judge', operations: { moderate: () => Promise.reject(new Error('down')) } });
    await expect(setup({ input: [moderation(broken)] }, 'x').ai.chat(ask())).rejects.toMatchObject({ code: 'server' });
    const { ai } = setup({ input: [moderation(broken, { onFailure: 'open' })] }, 'x');
    expect((await ai.chat(ask())).text).toBe('x');
  });

  it('refuses options that mean nothing', () => {
    expect(() => guard({ input: [{ name: 'a', window: 0, find: () => [] }] })).toThrow(/window/);
    expect(() => guard({ outptu: [] } as never)).toThrow(/output/);
    expect(() => patterns({ nothing: '' })).toThrow(/nothing/);
  });

  it('is fast with texts made to be slow', () => {
    const text = `${'a'.repeat(100_000)}@${'1 '.repeat(50_000)}`;
    const startedAt = performance.now();
    personalData().find(text, undefined as never);
    patterns({ key: 'a'.repeat(40) }).find(text, undefined as never);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

it('a stream says what the complete reply says, however it is cut', async () => {
  const texts = fc.array(
    fc.constantFrom('ann@example.org', '4111 1111 1111 1111', ' ', 'word', '123-45-6789', ', ', '10.0.0.1', 'x'),
    { minLength: 1, maxLength: 12 },
  );
  const options = { output: [personalData(), patterns({ ssn: '###-##-####' }, { action: 'mask' })] };
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (words, cuts) => {
      const text = words.join('');
      const pieces: string[] = [];
      for (let from = 0, cut = 0; from < text.length; cut++) {
        const length = cuts[cut % cuts.length] as number;
        pieces.push(text.slice(from, from + length));
        from += length;
      }
      const { ai } = setup(options, ...pieces);
      expect((await ai.stream(ask()).response).text).toBe((await ai.chat(ask())).text);
    }),
    { numRuns: 60 },
  );
});

it('a streamed answer without text passes a check of the whole', async () => {
  const call: StreamPart = { type: 'tool-call', id: 'c1', name: 'look', arguments: '{}', input: {} };
  const finish: StreamPart = { type: 'finish', finishReason: 'tool-calls' };
  for (const answer of [[call, finish], [finish]]) {
    const provider = defineProvider({
      id: 'vendor',
      operations: {
        async *stream(): AsyncGenerator<StreamPart> {
          yield* answer;
        },
      },
    });
    const environment = virtualEnvironment();
    const output = [moderation(judge(() => true))];
    const ai = pipeline(provider, { environment }).use(guard({ output }));
    const types: string[] = [];
    const reading = (async () => {
      for await (const { type } of ai.stream(ask())) types.push(type);
    })();
    await environment.settle();
    expect(types).toEqual(['start', ...answer.map(({ type }) => type)]);
    await reading;
  }
});

it('patterns suspect every text that they find something in', () => {
  const letters = fc.constantFrom(...'k\u212aKbluebird-#@*\\1 2eE', 'ß', 'İ', '😀');
  const texts = fc.array(letters, { maxLength: 12 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 3 }), texts, (templates, text) => {
      const named = Object.entries(templates).filter(([, template]) => template !== '');
      if (named.length === 0) return;
      const { find, suspects } = patterns(Object.fromEntries(named));
      const found = find(text, undefined as never) as readonly unknown[];
      if (found.length > 0) expect(suspects?.(text) ?? true).toBe(true);
      for (const [, template] of named) {
        const literal = template.replaceAll(/\\(.)/g, '$1').replaceAll(/[#@*]/g, '1');
        if ((find(literal, undefined as never) as readonly unknown[]).length > 0)
          expect(suspects?.(literal) ?? true).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
