import { inspect, system, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, failed, preset } from '../tests/served.ts';

const messages = [system('Be brief.'), user('Hi')];
const written = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];

describe('counting tokens', () => {
  it("goes through the model's template at vLLM", async () => {
    await using vended = await preset('vllm', () => ({ body: { count: 12, max_model_len: 4096, tokens: [1, 2] } }));
    expect((await vended.ai.countTokens({ messages })).inputTokens).toBe(12);
    expect(vended.urls).toEqual(['http://localhost:8000/tokenize']);
    expect(bodyOf(vended.server)).toEqual({ model: 'm-1', messages: written, add_generation_prompt: true });
    expect((await inspect(vended.ai, 'countTokens', { messages })).url).toBe('http://localhost:8000/tokenize');
  });

  it('takes two steps at llama.cpp and llamafile', async () => {
    await using vended = await preset('llamafile', ({ path }) => ({
      body: path === '/apply-template' ? { prompt: '<s>Hi' } : { tokens: [1, 2, 3] },
    }));
    const answer = await vended.ai.countTokens({ messages });
    expect(answer).toMatchObject({ inputTokens: 3, meta: { provider: 'llamafile' } });
    expect(vended.server.requests.map(({ path }) => path)).toEqual(['/apply-template', '/tokenize']);
    expect(vended.server.requests[0]?.json()).toEqual({ messages: written });
    expect(bodyOf(vended.server)).toMatchObject({ content: '<s>Hi' });
  });

  it('takes a chat request at TGI', async () => {
    await using vended = await preset('tgi', () => ({ body: [[{ id: 1 }, { id: 2 }], 'Hi'] }));
    expect((await vended.ai.countTokens({ messages })).inputTokens).toBe(2);
    expect(vended.urls).toEqual(['http://localhost:8080/chat_tokenize']);
  });

  it('is an estimate at Friendli, which knows words alone', async () => {
    await using vended = await preset('friendli', () => ({ body: { tokens: [1, 2, 3] } }));
    expect(await vended.ai.countTokens({ messages })).toMatchObject({
      inputTokens: 3,
      estimated: true,
      warnings: [{ feature: 'countTokens' }],
    });
    expect(vended.urls).toEqual(['https://api.friendli.ai/serverless/v1/tokenize']);
    expect(bodyOf(vended.server)).toEqual({ model: 'm-1', prompt: 'Be brief.\nHi' });
  });

  it('fails where no count comes', async () => {
    await using vended = await preset('vllm', () => ({ body: {} }));
    expect((await failed(vended.ai.countTokens({ messages }))).code).toBe('invalid-response');
    await using other = await preset('llamacpp', () => ({ body: {} }));
    expect((await failed(other.ai.countTokens({ messages }))).code).toBe('invalid-response');
  });
});
