import { assistant, estimateInputTokens, type Message, system, toolResult, user } from '@kit/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversations, torn } from '../../testing/conversations.ts';
import { scriptedModel } from '../../testing/scripted-model.ts';
import { runTools } from '../loop/run-tools.ts';
import { defineTool } from '../tool/define-tool.ts';
import { compaction, compactMessages } from './compact.ts';

const long = (label: string) => `${label} ${'x'.repeat(400)}`;
const messages: readonly Message[] = [
  system('Be brief.'),
  user(long('first')),
  assistant([
    { type: 'reasoning', text: 'a secret thought' },
    { type: 'tool-call', id: 'a', name: 'look', arguments: '{"at":"x"}' },
  ]),
  toolResult({ id: 'a', name: 'look' }, { found: 1 }),
  assistant('Found.'),
  user([
    { type: 'text', text: 'second' },
    { type: 'image', source: { url: 'https://example.com/a.png' } },
  ]),
];

describe('compactMessages', () => {
  it('leaves a conversation alone that is short enough, and asks nobody', async () => {
    const { provider, requests } = scriptedModel(['never']);
    expect(await compactMessages(provider, messages, { maxInputTokens: 10_000 })).toEqual({ messages });
    expect(requests).toHaveLength(0);
  });

  it('puts a summary in front of the first user message that is kept', async () => {
    const { provider, requests } = scriptedModel([{ text: 'They looked at x.', cost: 0.5 }]);
    const compacted = await compactMessages(
      provider,
      messages,
      { maxInputTokens: 900, summaryTokens: 10, model: 'small' },
      { tenant: 'acme' },
    );
    expect(compacted).toMatchObject({
      summary: 'They looked at x.',
      usage: { inputTokens: 10 },
      cost: { amount: 0.5 },
    });
    expect(compacted.messages).toEqual([
      messages[0],
      user([
        { type: 'text', text: 'Summary of the conversation so far:\nThey looked at x.' },
        { type: 'text', text: 'second' },
        { type: 'image', source: { url: 'https://example.com/a.png' } },
      ]),
    ]);
    expect(requests[0]?.model).toBe('small');
    const asked = requests[0]?.messages.at(-1)?.content as string;
    expect(asked).toContain('User: first');
    expect(asked).toContain('Assistant: [calls look({"at":"x"})]');
    expect(asked).toContain('Tool: [look answered: {"found":1}]');
    expect(asked).not.toContain('second');
    expect(asked).not.toContain('secret thought');
  });

  it('makes the summary a user message where none follows', async () => {
    const { provider } = scriptedModel(['sum']);
    const all = [assistant(long('hello')), assistant('there')];
    const { messages: compacted } = await compactMessages(provider, all, { maxInputTokens: 50 });
    expect(compacted).toEqual([user('Summary of the conversation so far:\nsum'), assistant('there')]);
  });

  it('leaves a conversation alone of which nothing can be summed up', async () => {
    const { provider, requests } = scriptedModel(['never']);
    const one = [user(long('one'))];
    expect(await compactMessages(provider, one, { maxInputTokens: 10 })).toEqual({ messages: one });
    expect(requests).toHaveLength(0);
  });

  it('fails where there is no summary', async () => {
    const { provider } = scriptedModel([' ']);
    await expect(compactMessages(provider, messages, { maxInputTokens: 900 })).rejects.toMatchObject({
      code: 'invalid-output',
      provider: 'scripted',
    });
  });

  it.each([[{}], [{ maxInputTokens: 10, summaryTokens: 0 }], [{ maxInputTokens: 10, modle: 'x' }]])(
    'refuses %o',
    async (options) => {
      const { provider } = scriptedModel(['never']);
      await expect(compactMessages(provider, messages, options as never)).rejects.toMatchObject({ code: 'config' });
      expect(() => compaction(provider, options as never)).toThrow(expect.objectContaining({ code: 'config' }));
    },
  );

  it('never tears a call from its result, and keeps the system message and the last user message', async () => {
    const { provider } = scriptedModel(['sum']);
    await fc.assert(
      fc.asyncProperty(conversations, fc.integer({ min: 1, max: 1_000 }), async (all, maxInputTokens) => {
        const { messages: kept, summary } = await compactMessages(provider, all, { maxInputTokens, summaryTokens: 1 });
        expect(torn(kept)).toEqual([]);
        expect(kept.filter(({ role }) => role === 'system')).toEqual(all.filter(({ role }) => role === 'system'));
        expect(kept.at(-1)?.role).toBe(all.at(-1)?.role);
        const asked = all.findLast(({ role }) => role === 'user')?.content as string;
        expect(JSON.stringify(kept)).toContain(JSON.stringify(asked).slice(1, -1));
        if (summary) expect(JSON.stringify(kept)).toContain('so far:\\nsum');
      }),
    );
  });
});

describe('compaction in a loop', () => {
  it('keeps every request short, sums once, and counts what it used', async () => {
    const limit = 400;
    const writer = scriptedModel([{ text: 'what was found', usage: { state: 'reported', inputTokens: 1_000 } }]);
    const model = scriptedModel((_request, turn) => (turn < 6 ? { calls: [{ name: 'look' }] } : 'Done'));
    const result = await runTools(model.provider, {
      messages: [user('the task')],
      tools: [defineTool({ name: 'look', run: () => long('found') })],
      fit: compaction(writer.provider, { maxInputTokens: limit, summaryTokens: 50 }),
    });
    expect(result.text).toBe('Done');
    expect(writer.requests.length).toBeGreaterThan(0);
    expect(writer.requests.length).toBeLessThan(4);
    for (const { messages: sent } of model.requests) {
      expect(estimateInputTokens({ messages: sent })).toBeLessThan(limit);
      expect(torn(sent)).toEqual([]);
      expect(JSON.stringify(sent[0])).toContain('the task');
    }
    expect(result.usage?.inputTokens).toBe(60 + 1_000 * writer.requests.length);
    expect(result.turns).toHaveLength(6);
  });
});
