import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FramingOptions } from './framing.ts';
import { LearnedTemplates } from './learned-template.ts';
import { sseFraming } from './sse.ts';

const utf8 = new TextEncoder();

interface Told {
  readonly json: unknown[];
  readonly text: string[];
}

/** What a reader is told, each value as it was at that moment. */
function told(reads: readonly Uint8Array[], options: FramingOptions = {}): Told {
  const framing = sseFraming(options);
  const json: unknown[] = [];
  const text: string[] = [];
  const emit = (data: string, name?: string) => text.push(`${name ?? ''}|${data}`);
  const emitJson = (value: unknown, name?: string) => json.push([name, structuredClone(value)]);
  for (const read of reads) framing.push(read, emit, emitJson);
  framing.end(emit, emitJson);
  return { json, text };
}

function cut(text: string, size: number): Uint8Array[] {
  const bytes = utf8.encode(text);
  const reads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) reads.push(bytes.subarray(at, at + size));
  return reads;
}

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (content: string, more: object = {}) => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
  ...more,
});

/** How many of these events were read without being parsed. */
function hits(events: readonly unknown[], transient?: readonly string[]): number {
  const templates = new LearnedTemplates({ transient });
  for (const value of events) {
    const text = typeof value === 'string' ? value : event(value);
    if (templates.read(text, 0) === text.length) {
      expect(templates.value).toEqual(JSON.parse(text.slice(6)));
      continue;
    }
    const start = text.indexOf('{');
    const end = text.length - 2;
    templates.learn({ text, start, end, value: JSON.parse(text.slice(start, end)), name: undefined });
  }
  return templates.hits;
}

describe('a learned template', () => {
  it('reads events that differ in their text, after two of them', () => {
    expect(hits(['a', 'b', 'c', 'd\n"e"', 'ünïcödé 🙂', ''].map((text) => chunk(text)))).toBe(4);
  });

  it('learns what else changes: padding, ids, counts', () => {
    const padded = Array.from({ length: 20 }, (_, at) =>
      chunk(`w${at}`, { p: 'x'.repeat(at % 7), usage: { completion_tokens: at, cost: at / 8 } }),
    );
    expect(hits(padded)).toBe(18);
    expect(hits(Array.from({ length: 20 }, (_, at) => ({ ...chunk(`w${at}`), id: `id-${at}` })))).toBe(18);
  });

  it('reads padding for what it is: spaces before a closing brace', () => {
    const padded = (at: number) => `data: {"delta":{"text":"w${at}"}${' '.repeat((at * 5) % 9)}}\n\n`;
    expect(hits(Array.from({ length: 20 }, (_, at) => padded(at)))).toBe(18);
  });

  it('keeps several kinds of events apart that take turns', () => {
    const delta = (at: number) => (at % 2 ? { content: `w${at}` } : { reasoning_content: `r${at}` });
    expect(hits(Array.from({ length: 20 }, (_, at) => ({ choices: [{ delta: delta(at) }] })))).toBe(16);
  });

  it('does not take a value of another kind for one that it knows', () => {
    expect(hits([chunk('a'), chunk('b'), { ...chunk('c'), id: null }, { ...chunk('d'), id: 7 }])).toBe(0);
  });

  it.each([
    ['a key that comes twice', '{"a":"1","a":"X"}'],
    ['a key with an escape', '{"a\\u0062":"X"}'],
    ['__proto__', '{"__proto__":"X"}'],
  ])('leaves %s to the parser', (_name, json) => {
    const events = ['x', 'y', 'z', 'w'].map((word) => `data: ${json.replace('X', word)}\n\n`);
    expect(hits(events)).toBe(0);
  });

  it.each(['01', '1.', '.5', '+1', '1e', '1x', '--1', 'NaN', 'Infinity', '0x10', ''])(
    'does not take %j for a number',
    (written) => {
      const templates = new LearnedTemplates();
      for (const at of [1, 2]) {
        const text = event({ n: at });
        templates.learn({ text, start: 6, end: text.length - 2, value: { n: at }, name: undefined });
      }
      expect(templates.read(`data: {"n":${written}}\n\n`, 0)).toBe(-1);
      expect(templates.read('data: {"n":-1.5e+3}\n\n', 0)).toBeGreaterThan(0);
      expect(templates.value).toEqual({ n: -1500 });
    },
  );

  it.each(['a\u0001b', 'a\tb', 'a\\xb', 'a\\u12', 'a\\'])('does not take %j for a string', (written) => {
    const templates = new LearnedTemplates();
    for (const word of ['x', 'y']) {
      const text = event({ t: word });
      templates.learn({ text, start: 6, end: text.length - 2, value: { t: word }, name: undefined });
    }
    expect(templates.read(`data: {"t":"${written}"}\n\n`, 0)).toBe(-1);
    expect(templates.read('data: {"t":"a\\tb"}\n\n', 0)).toBeGreaterThan(0);
    expect(templates.value).toEqual({ t: 'a\tb' });
  });

  it('uses only those objects again that nobody keeps', () => {
    const kept: unknown[] = [];
    const framing = sseFraming({ transient: ['', 'choices', 'choices.*'] });
    const seen: unknown[] = [];
    const emitJson = (value: unknown) => {
      seen.push(value);
      kept.push((value as ReturnType<typeof chunk>).choices[0]?.delta);
    };
    const words = ['a', 'b', 'c', 'd', 'e'];
    framing.push(utf8.encode(words.map((word) => event(chunk(word))).join('')), () => {}, emitJson);
    expect(kept).toEqual(words.map((content) => ({ content })));
    // The event itself was declared to be of no interest afterwards.
    expect(seen[3]).toBe(seen[4]);
  });

  it('gives up on events that never fit, and notices when they begin to', () => {
    const irregular = Array.from({ length: 300 }, (_, at) => ({ [`k${at}`]: at }));
    const regular = Array.from({ length: 400 }, (_, at) => chunk(`w${at}`));
    expect(hits(irregular)).toBe(0);
    expect(hits([...irregular, ...regular])).toBeGreaterThan(100);
  });
});

describe('a framing that learns', () => {
  const scalar = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\n', '"', '\\', '\u2028', '\u0007', '🙂', 'a\\nb'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  // Events of a few makes, whose scalars change or stay.
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.string({ maxLength: 4 }), tie('value'), { maxKeys: 4 }),
  }));
  const stream = fc
    .array(value.object, { minLength: 1, maxLength: 3 })
    .chain((makes) =>
      fc.array(
        fc.record({
          make: fc.constantFrom(...makes),
          texts: fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { minLength: 1, maxLength: 4 }),
          name: fc.constantFrom('', 'event: delta\n', ': comment\n', 'id: 7\n'),
          numbers: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 3 }),
        }),
        { maxLength: 30 },
      ),
    )
    .map((events) => events.map(({ make, texts, numbers, name }) => `${name}${event(varied(make, texts, numbers))}`));

  /** The same structure with other strings and numbers. */
  function varied(make: unknown, texts: readonly string[], numbers: readonly number[]): unknown {
    let at = 0;
    return JSON.parse(
      JSON.stringify(make, (_key, inner) => {
        if (typeof inner === 'string') return texts[at++ % texts.length];
        return typeof inner === 'number' ? numbers[at++ % numbers.length] : inner;
      }),
    );
  }

  it('tells what one that parses every event tells, however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 400 }), (events, size) => {
        const text = [...events, 'data: [DONE]\n\n'].join('');
        const parsed = told(cut(text, size), { learn: false });
        expect(told(cut(text, size))).toEqual(parsed);
        expect(told(cut(text, 1e9), { transient: ['', 'choices', 'choices.*', 'choices.*.delta'] })).toEqual(parsed);
      }),
    );
  });

  it('tells the same of events that were damaged anywhere', () => {
    const text = Array.from({ length: 6 }, (_, at) => event(chunk(`word ${at}`, { n: at }))).join('');
    const damage = fc.tuple(fc.nat(text.length), fc.constantFrom('', '\n', '\r', '"', '\\', '\u0000', '{', '9'));
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 300 }), (hurts, size) => {
        let hurt = text;
        for (const [at, mark] of hurts) hurt = hurt.slice(0, at) + mark + hurt.slice(at + 1);
        expect(told(cut(hurt, size))).toEqual(told(cut(hurt, size), { learn: false }));
      }),
    );
  });

  it.each([
    ['\n', '\n'],
    ['\r\n', '\r\n'],
    ['\n', '\r\n'],
    ['\r\n', '\n'],
    ['\r', '\r'],
  ])('reads lines that end in %j, and then in %j', (first, then) => {
    const events = (from: number) => Array.from({ length: 8 }, (_, at) => event(chunk(`w${from + at}`))).join('');
    const text = events(0).replaceAll('\n', first) + events(8).replaceAll('\n', then);
    for (const size of [1, 2, 50, 1e9]) {
      const both = told(cut(text, size));
      expect(both).toEqual(told(cut(text, size), { learn: false }));
      expect(both.json).toHaveLength(16);
    }
  });

  it('learns from streams with CRLF too', () => {
    const framing = sseFraming({ transient: [''] });
    const seen = new Set<unknown>();
    const text = Array.from({ length: 20 }, (_, at) => event({ t: `w${at}` })).join('');
    framing.push(
      utf8.encode(text.replaceAll('\n', '\r\n')),
      () => {},
      (value) => seen.add(value),
    );
    // The first two are parsed, and one object serves for the rest.
    expect(seen.size).toBe(2);
  });

  it('reads streams with CRLF, and an event longer than what it keeps', () => {
    const long = [chunk('a'), chunk('b'), chunk('x'.repeat(100_000)), chunk('c'), chunk('d')].map(event).join('');
    for (const text of [long, long.replaceAll('\n', '\r\n'), `${long}data: {"choices":[]}\r\n\r\n`]) {
      for (const size of [1000, 16_384, 1e9])
        expect(told(cut(text, size))).toEqual(told(cut(text, size), { learn: false }));
    }
  });
});

describe('streams that share templates', () => {
  const openai = ['', 'choices', 'choices.*', 'choices.*.delta'];
  const streamOf = (id: number, words: readonly string[]) => [
    { id: `chatcmpl-${id}`, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    ...words.map((word) => chunk(word, { id: `chatcmpl-${id}` })),
    { id: `chatcmpl-${id}`, choices: [], usage: { total_tokens: words.length, details: { cached: [0] } } },
  ];

  it('read a stream without parsing anything, once others have shown how it is made', () => {
    const shared = new LearnedTemplates({ transient: openai, shared: true });
    for (let id = 1; id < 4; id++)
      told(cut(streamOf(id, ['a', 'b', 'c', 'd'].slice(id)).map(event).join(''), 40), { transient: openai, shared });
    const before = shared.hits;
    const last = streamOf(77, ['d', 'e']);
    const { json } = told(cut(last.map(event).join(''), 40), { transient: openai, shared });
    expect(json).toEqual(last.map((value) => [undefined, value]));
    expect(shared.hits - before).toBe(last.length);
  });

  it('tell each what one that parses would tell, whatever the others are told', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 5 });
    const more = fc.constantFrom(
      {},
      { model: 'm-1' },
      { model: 'm-2', usage: null },
      { nested: { kept: [{ at: 1 }] } },
    );
    const oneStream = fc.array(
      fc.tuple(word, more).map(([content, fields]) => chunk(content, fields)),
      { maxLength: 90 },
    );
    fc.assert(
      fc.property(
        fc.array(oneStream, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 20, max: 600 }),
        (streams, size) => {
          const shared = new LearnedTemplates({ transient: openai, shared: true });
          const readers = streams.map((events, id) => {
            const given = events.map((one) => ({ ...one, id: `s${id}` }));
            // What a decoder may keep is kept here, and compared at the end.
            const kept: unknown[] = [];
            const framing = sseFraming({ transient: openai, shared });
            const emitJson = (value: unknown) => {
              const { id: own, choices: _, ...rest } = value as ReturnType<typeof chunk>;
              kept.push({ id: own, ...rest, content: (value as ReturnType<typeof chunk>).choices[0]?.delta.content });
            };
            const reads = cut(given.map(event).join(''), size);
            return { given, kept, reads, push: (read: Uint8Array) => framing.push(read, () => {}, emitJson) };
          });
          const longest = Math.max(...readers.map(({ reads }) => reads.length));
          for (let at = 0; at < longest; at++)
            for (const { reads, push } of readers) if (reads[at]) push(reads[at] as Uint8Array);
          for (const { given, kept } of readers)
            expect(kept).toEqual(
              given.map(({ choices, ...rest }) => ({ ...rest, content: choices[0]?.delta.content })),
            );
        },
      ),
    );
  });

  it('have nothing in common that a reader may keep', () => {
    const shared = new LearnedTemplates({ transient: openai, shared: true });
    const seen = new Set<unknown>();
    const events = streamOf(1, ['a', 'b']);
    for (let again = 0; again < 5; again++) {
      const framing = sseFraming({ transient: openai, shared });
      framing.push(
        utf8.encode(events.map(event).join('')),
        () => {},
        (value) => {
          const { usage } = value as { usage?: { details: { cached: unknown } } };
          if (usage) for (const part of [usage, usage.details, usage.details.cached]) seen.add(part);
        },
      );
    }
    expect(seen.size).toBe(15);
  });

  it('learn templates of their own when they are long, and when no shared one fits', () => {
    const shared = new LearnedTemplates({ transient: openai, shared: true });
    const words = Array.from({ length: 300 }, (_, at) => `w${at}`);
    told(cut(streamOf(1, words).map(event).join(''), 200), { transient: openai, shared });
    expect(shared.hits).toBeLessThan(70);
    const before = shared.hits;
    const irregular = Array.from({ length: 40 }, (_, at) => ({ [`k${at}`]: at }));
    const regular = Array.from({ length: 40 }, (_, at) => ({ other: [`w${at}`] }));
    const text = [...irregular, ...regular].map(event).join('');
    expect(told(cut(text, 50), { transient: openai, shared })).toEqual(told(cut(text, 50), { learn: false }));
    expect(shared.hits).toBe(before);
  });
});
