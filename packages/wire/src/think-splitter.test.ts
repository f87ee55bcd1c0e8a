import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThinkSplitter, type ThinkTags } from './think-splitter.ts';

function split(deltas: readonly string[], tags?: ThinkTags) {
  const splitter = createThinkSplitter(tags);
  const pieces: [kind: string, text: string][] = [];
  const emit = (kind: 'text' | 'reasoning', text: string) => pieces.push([kind, text]);
  for (const delta of deltas) splitter.push(delta, emit);
  splitter.end(emit);
  const joined = (wanted: string) =>
    pieces
      .filter(([kind]) => kind === wanted)
      .map(([, text]) => text)
      .join('');
  return { text: joined('text'), reasoning: joined('reasoning'), pieces };
}

describe('createThinkSplitter', () => {
  it('splits reasoning from the answer', () => {
    expect(split(['<think>Hmm, 2+2.</think>\n\nFour.'])).toMatchObject({ reasoning: 'Hmm, 2+2.', text: 'Four.' });
  });

  it('finds tags that are split across deltas', () => {
    expect(split(['\n<th', 'ink', '>\na < b', ' </t', 'hat> </thin', 'k>', '\n', '\nYes'])).toMatchObject({
      reasoning: 'a < b </that> ',
      text: 'Yes',
    });
  });

  it('holds back only what could be the beginning of a tag', () => {
    const splitter = createThinkSplitter();
    const pieces: string[] = [];
    const emit = (kind: string, text: string) => pieces.push(`${kind}:${text}`);
    splitter.push('<think>one <', emit);
    expect(pieces).toEqual(['reasoning:one ']);
    splitter.push('b two </th', emit);
    expect(pieces.at(-1)).toBe('reasoning:<b two ');
    splitter.push('ink>Done', emit);
    expect(pieces.at(-1)).toBe('text:Done');
  });

  it('leaves text without tags alone, its white space included', () => {
    expect(split(['  a <', 'b> c ', '\n']).text).toBe('  a <b> c \n');
    expect(split([' \n ']).text).toBe(' \n ');
    expect(split(['<thi']).text).toBe('<thi');
  });

  it('leaves tags inside the answer alone, unless they count anywhere', () => {
    const text = 'Use <think>x</think> tags.';
    expect(split([text])).toMatchObject({ text, reasoning: '' });
    expect(split([text], { position: 'anywhere' })).toMatchObject({ text: 'Use tags.', reasoning: 'x' });
    expect(split(['<think>a</think>One. <thi', 'nk>b</think> Two.'], { position: 'anywhere' })).toMatchObject({
      text: 'One. Two.',
      reasoning: 'ab',
    });
  });

  it('takes several blocks before the first word', () => {
    expect(split(['<think>a</think>\n<think>b</think>\nHi'])).toMatchObject({ reasoning: 'ab', text: 'Hi' });
  });

  it('gives nothing for an empty block', () => {
    expect(split(['<think>\n\n</think>\n\n', 'Hi']).pieces).toEqual([['text', 'Hi']]);
  });

  it('takes a closing tag without an opening one only where the stream starts inside', () => {
    expect(split(['Thinking…</think>Hi']).text).toBe('Thinking…</think>Hi');
    expect(split(['Thinking…</think>\nHi'], { startsInside: true })).toMatchObject({
      reasoning: 'Thinking…',
      text: 'Hi',
    });
    expect(split(['\n<thi', 'nk>Thinking…</think>Hi'], { startsInside: true })).toMatchObject({
      reasoning: 'Thinking…',
      text: 'Hi',
    });
    expect(split(['All thought'], { startsInside: true })).toMatchObject({ reasoning: 'All thought', text: '' });
  });

  it('gives reasoning that was cut off as reasoning', () => {
    expect(split(['<think>and so </th'])).toMatchObject({ reasoning: 'and so </th', text: '' });
  });

  it('takes other tag names', () => {
    expect(split(['[THINK]a[/THINK]b'], { open: '[THINK]', close: '[/THINK]' })).toMatchObject({
      reasoning: 'a',
      text: 'b',
    });
  });

  it('gives the same split however the text is cut', () => {
    const piece = fc.constantFrom('<think>', '</think>', '<think', '</', '<', '>', ' ', '\n', 'a', 'think', '<<think>');
    const options = fc.record({
      startsInside: fc.boolean(),
      position: fc.constantFrom('start' as const, 'anywhere' as const),
    });
    fc.assert(
      fc.property(fc.array(piece), options, fc.integer({ min: 1, max: 7 }), (parts, tags, size) => {
        const text = parts.join('');
        const deltas: string[] = [];
        for (let at = 0; at < text.length; at += size) deltas.push(text.slice(at, at + size));
        const whole = split([text], tags);
        const cut = split(deltas, tags);
        expect({ text: cut.text, reasoning: cut.reasoning }).toEqual({ text: whole.text, reasoning: whole.reasoning });
      }),
      { numRuns: 2000 },
    );
  });
});
