import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../model/stream-parts.ts';
import { foldChat, parseToolArguments } from './fold-chat.ts';

const vendor = (data: string) => ({ origin: { wire: 'w' }, data });
const fold = (...parts: StreamPart[]) => {
  const folding = foldChat();
  folding.add(parts);
  return folding.result();
};
const content = (...parts: StreamPart[]) => fold(...parts).message.content;
const stop: StreamPart = { type: 'finish', finishReason: 'stop', rawFinishReason: 'end_turn' };

describe('folding a chat stream', () => {
  it('joins text and reasoning, and reads the finish', () => {
    const usage = { state: 'reported' as const, outputTokens: 3 };
    const meta = { provider: 'p', timings: { totalMs: 5 }, attempts: [] };
    const cost = { amount: 1, currency: 'USD', source: 'catalogue' as const, includesLostAttempts: false };
    const response = fold(
      { type: 'start', responseId: 'r', model: 'm' },
      { type: 'warning', warning: { feature: 'topK', detail: 'left out' } },
      { type: 'reasoning', text: 'Let ' },
      { type: 'reasoning', text: 'me see.' },
      { type: 'text', text: 'Hel' },
      { type: 'usage', usage: { state: 'partial' } },
      { type: 'text', text: 'lo' },
      { ...stop, usage, cost, meta },
    );
    expect(response).toMatchObject({
      text: 'Hello',
      reasoning: 'Let me see.',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage,
      cost,
      warnings: [{ feature: 'topK' }],
      meta: { provider: 'p', responseId: 'r', model: 'm', timings: { totalMs: 5 } },
    });
    expect(response.message.content).toEqual([
      { type: 'reasoning', text: 'Let me see.' },
      { type: 'text', text: 'Hello' },
    ]);
  });

  it('gives an answer at any time', () => {
    expect(fold()).toMatchObject({
      text: '',
      toolCalls: [],
      finishReason: 'other',
      choices: [{ index: 0 }],
      warnings: [],
    });
    const folding = foldChat();
    folding.add([{ type: 'text', text: 'Hel' }]);
    const before = folding.result();
    folding.add([{ type: 'text', text: 'lo' }]);
    expect([before.text, folding.result().text]).toEqual(['Hel', 'Hello']);
  });

  it('puts blocks in the order of their first part, however they interleave', () => {
    expect(
      content(
        { type: 'text', index: 1, text: 'b' },
        { type: 'text', index: 0, text: 'a' },
        { type: 'reasoning', index: 1, text: 'r' },
        { type: 'text', index: 1, text: 'B' },
        { type: 'text', index: 0, text: 'A' },
      ),
    ).toEqual([
      { type: 'text', text: 'bB' },
      { type: 'text', text: 'aA' },
      { type: 'reasoning', text: 'r' },
    ]);
  });

  it('begins another block when another kind came between, where there is no index', () => {
    expect(content({ type: 'text', text: 'a' }, { type: 'reasoning', text: 'r' }, { type: 'text', text: 'b' })).toEqual(
      [
        { type: 'text', text: 'a' },
        { type: 'reasoning', text: 'r' },
        { type: 'text', text: 'b' },
      ],
    );
  });

  it('begins another block after an end, where there is no index', () => {
    expect(
      content(
        { type: 'text', text: 'a' },
        { type: 'block-end', vendor: vendor('1') },
        { type: 'text', text: 'b' },
        { type: 'block-end' },
        { type: 'text', text: 'c' },
      ),
    ).toEqual([
      { type: 'text', text: 'a', vendor: vendor('1') },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c' },
    ]);
  });

  it('leaves out blocks that stayed empty', () => {
    expect(content({ type: 'text', text: '' }, { type: 'reasoning', text: '' }, stop)).toEqual([]);
  });

  it('hangs opaque tokens on their blocks, also on one without a word', () => {
    expect(
      content(
        { type: 'reasoning', index: 0, text: 'Hm.' },
        { type: 'text', index: 1, text: 'Hi' },
        { type: 'block-end', index: 0, vendor: vendor('signature') },
        { type: 'block-end', index: 1 },
        { type: 'reasoning', index: 2, text: '' },
        { type: 'block-end', index: 2, vendor: vendor('alone') },
        { type: 'block-end', index: 3, vendor: vendor('redacted') },
        { type: 'block-end', vendor: vendor('without a block') },
      ),
    ).toEqual([
      { type: 'reasoning', text: 'Hm.', vendor: vendor('signature') },
      { type: 'text', text: 'Hi' },
      { type: 'reasoning', text: '', vendor: vendor('alone') },
      { type: 'vendor', vendor: vendor('redacted') },
      { type: 'vendor', vendor: vendor('without a block') },
    ]);
  });

  it('keeps whole blocks where they stand', () => {
    const file: StreamPart = {
      type: 'file',
      file: { type: 'image', source: { data: 'eA==', mediaType: 'image/png' } },
    };
    expect(
      content(
        { type: 'hosted-tool-call', index: 0, id: 'h', name: 'search', input: { q: 'x' } },
        { type: 'tool-result', index: 1, toolCallId: 'h', content: 'found', hosted: true },
        file,
        { type: 'vendor', vendor: vendor('v') },
      ),
    ).toEqual([
      { type: 'hosted-tool-call', id: 'h', name: 'search', input: { q: 'x' } },
      { type: 'tool-result', toolCallId: 'h', content: 'found', hosted: true },
      file.type === 'file' && file.file,
      { type: 'vendor', vendor: vendor('v') },
    ]);
  });

  it('hangs citations on the text they support', () => {
    const response = fold(
      { type: 'text', index: 0, text: 'a' },
      { type: 'text', index: 1, text: 'b' },
      { type: 'citation', index: 0, citation: { url: 'https://0' } },
      { type: 'citation', citation: { url: 'https://1' } },
    );
    expect(response.message.content).toEqual([
      { type: 'text', text: 'a', citations: [{ url: 'https://0' }] },
      { type: 'text', text: 'b', citations: [{ url: 'https://1' }] },
    ]);
    expect(response.citations.map(({ url }) => url)).toEqual(['https://0', 'https://1']);
    expect(content({ type: 'citation', citation: { url: 'https://x' } })).toEqual([
      { type: 'text', text: '', citations: [{ url: 'https://x' }] },
    ]);
  });

  it('keeps several choices apart, with their own numbers and endings', () => {
    const response = fold(
      { type: 'text', choice: 2, text: 'c' },
      { type: 'text', text: 'a' },
      { type: 'text', choice: 2, text: 'C' },
      { type: 'logprobs', logprobs: [{ token: 'a', logprob: 0 }] },
      { type: 'logprobs', logprobs: [{ token: 'b', logprob: -1 }] },
      { type: 'choice-end', choice: 2, finishReason: 'length', rawFinishReason: 'max', vendor: vendor('item') },
      { type: 'choice-end', choice: 0, finishReason: 'content-filter' },
      stop,
    );
    expect(
      response.choices.map(({ index, text, finishReason, rawFinishReason }) => [
        index,
        text,
        finishReason,
        rawFinishReason,
      ]),
    ).toEqual([
      [0, 'a', 'content-filter', undefined],
      [2, 'cC', 'length', 'max'],
    ]);
    expect(response.text).toBe('a');
    expect(response.choices[0]?.logprobs?.map(({ token }) => token)).toEqual(['a', 'b']);
    expect(response.choices[1]?.message.vendor).toEqual(vendor('item'));
  });

  it('takes meta of the start, and the last word of the finish', () => {
    const meta = { provider: 'p', timings: {}, attempts: [] };
    expect(fold({ type: 'start', responseId: 'r', meta }).meta).toMatchObject({ provider: 'p', responseId: 'r' });
    expect(fold({ type: 'start', meta }, { ...stop, meta: { ...meta, provider: 'q' } }).meta.provider).toBe('q');
  });

  it('ignores what it does not know, and what only accompanies', () => {
    const strange = { type: 'hologram', text: 'x' } as unknown as StreamPart;
    expect(
      content(
        strange,
        { type: 'progress', activity: 'search' },
        { type: 'raw', data: '{}' },
        { type: 'resumed', provider: 'p' },
      ),
    ).toEqual([]);
  });

  it('counts characters of everything that was written', () => {
    const folding = foldChat();
    folding.add([
      { type: 'text', text: 'abc' },
      { type: 'reasoning', text: 'de' },
      { type: 'tool-call-start', id: 'c', name: 'f' },
      { type: 'tool-call-delta', id: 'c', delta: '{}' },
      { type: 'tool-call', id: 'c', name: 'f', arguments: '{}' },
      { type: 'tool-call', id: 'd', name: 'f', arguments: '{"a":1}' },
    ]);
    expect(folding.characters).toBe(3 + 2 + 2 + 7);
  });
});

describe('tool calls', () => {
  const start = (id: string, index?: number): StreamPart => ({
    type: 'tool-call-start',
    id,
    name: `tool-${id}`,
    index,
  });
  const delta = (id: string, text: string, index?: number): StreamPart => ({
    type: 'tool-call-delta',
    id,
    delta: text,
    index,
  });
  const call = (id: string, text: string, index?: number): StreamPart => ({
    type: 'tool-call',
    id,
    name: `tool-${id}`,
    arguments: text,
    input: JSON.parse(text),
    index,
  });

  it('stand where they began, complete as the vendor wrote them', () => {
    const response = fold(
      start('a', 0),
      delta('a', '{"x":', 0),
      { type: 'text', index: 1, text: 'Wait.' },
      delta('a', '1}', 0),
      call('a', '{"x":1}', 0),
    );
    expect(response.message.content).toEqual([
      { type: 'tool-call', id: 'a', name: 'tool-a', arguments: '{"x":1}', input: { x: 1 } },
      { type: 'text', text: 'Wait.' },
    ]);
    expect(response.toolCalls).toHaveLength(1);
  });

  it.each([
    ['without an index', undefined, undefined],
    ['all with index 0', 0, 0],
    ['with their own', 0, 1],
  ])('run in parallel: %s', (_how, first, second) => {
    const response = fold(
      start('a', first),
      start('b', second),
      delta('a', '{"x":1}', first),
      delta('b', '{"y"', second),
      delta('b', ':2}', second),
      call('b', '{"y":2}', second),
      call('a', '{"x":1}', first),
    );
    expect(response.toolCalls.map(({ id, input }) => [id, input])).toEqual([
      ['a', { x: 1 }],
      ['b', { y: 2 }],
    ]);
  });

  it('follow each other with one id, as some vendors send them', () => {
    const response = fold(
      start('', 0),
      delta('', '{}', 0),
      call('', '{}', 0),
      start('', 0),
      delta('', '{"z":1}', 0),
      call('', '{"z":1}', 0),
    );
    expect(response.toolCalls.map(({ arguments: text }) => text)).toEqual(['{}', '{"z":1}']);
  });

  it('that were cut off are shown and marked as not to be run', () => {
    const { toolCalls } = fold(start('a'), delta('a', '{"x":'));
    expect(toolCalls).toEqual([
      {
        type: 'tool-call',
        id: 'a',
        name: 'tool-a',
        arguments: '{"x":',
        invalid: expect.stringContaining('before the arguments were complete'),
      },
    ]);
    expect('input' in (toolCalls[0] ?? {})).toBe(false);
  });

  it('whose start never came are not lost', () => {
    expect(fold(delta('a', '{"x":1}')).toolCalls).toMatchObject([
      { id: 'a', name: '', arguments: '{"x":1}', invalid: expect.any(String) },
    ]);
  });

  it('keep what is invalid, and opaque tokens', () => {
    const broken: StreamPart = {
      type: 'tool-call',
      id: 'a',
      name: 'f',
      arguments: '{',
      invalid: 'not JSON',
      vendor: vendor('signature'),
    };
    expect(fold(broken).toolCalls).toEqual([broken]);
    expect(
      fold(start('a', 4), call('a', '{}', 4), { type: 'block-end', index: 4, vendor: vendor('later') }).toolCalls,
    ).toMatchObject([{ id: 'a', vendor: vendor('later') }]);
  });
});

describe('parseToolArguments', () => {
  it.each([
    ['{"a":1}', { input: { a: 1 } }],
    ['', { input: {} }],
    [' \n', { input: {} }],
    ['"text"', { input: 'text' }],
    ['{"a":', { invalid: expect.stringContaining('not JSON') }],
  ])('reads %j', (text, read) => {
    expect(parseToolArguments(text)).toEqual(read);
  });
});

describe('property: where a stream is cut does not matter', () => {
  const block = fc.record({
    type: fc.constantFrom('text' as const, 'reasoning' as const),
    text: fc.string({ minLength: 1, unit: 'grapheme' }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 });

  it('into pieces of text', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), cuts, fc.boolean(), (blocks, sizes, indexed) => {
        const whole: StreamPart[] = blocks.map(({ type, text }, at) => ({ type, text, ...(indexed && { index: at }) }));
        const pieces = whole.flatMap((part) => {
          const { text } = part as { text: string };
          const cut: StreamPart[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length] as number;
            cut.push({ ...part, text: text.slice(at, at + size) } as StreamPart);
            at += size;
          }
          return cut;
        });
        expect(fold(...pieces)).toEqual(fold(...whole));
      }),
    );
  });

  it('into batches', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), cuts, (blocks, sizes) => {
        const parts: StreamPart[] = [...blocks, stop];
        const folding = foldChat();
        for (let at = 0, turn = 0; at < parts.length; turn++) {
          const size = sizes[turn % sizes.length] as number;
          folding.add(parts.slice(at, at + size));
          at += size;
        }
        expect(folding.result()).toEqual(fold(...parts));
      }),
    );
  });

  it('nor how blocks with an index are shuffled into each other', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (first, second, picks) => {
          const queues: readonly [string[], string[]] = [[...first], [...second]];
          const parts: StreamPart[] = [{ type: 'text', index: 0, text: queues[0].shift() ?? '' }];
          for (const pick of picks) {
            const at = pick ? 1 : 0;
            const letter = queues[at].shift();
            if (letter !== undefined) parts.push({ type: 'text', index: at, text: letter });
          }
          for (const at of [0, 1] as const)
            for (const letter of queues[at]) parts.push({ type: 'text', index: at, text: letter });
          expect(content(...parts)).toEqual([
            { type: 'text', text: first },
            { type: 'text', text: second },
          ]);
        },
      ),
    );
  });
});

describe('the end of a block', () => {
  it('may state the text anew: the vendor has the last word on it', () => {
    const fold = foldChat();
    fold.add([
      { type: 'text', text: 'It ran succesfully.', index: 0 },
      { type: 'block-end', index: 0, text: 'It ran successfully.' },
      { type: 'finish', finishReason: 'stop' },
    ]);
    expect(fold.result().text).toBe('It ran successfully.');
  });
});
