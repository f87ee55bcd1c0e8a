// What single vendors do otherwise.
import { inspect as print } from 'node:util';
import { assistant, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, completion, failed, last, preset } from '../../tests/served.ts';
import { openaiCompatible } from '../index.ts';

const messages = [user('Hi')];
const schema = { type: 'object', properties: { a: { type: 'string' } } };

afterEach(() => void vi.unstubAllEnvs());

describe('vLLM', () => {
  it('is asked to think by effort and budget, reads thoughts in `reasoning` and gets them back there', async () => {
    await using vended = await preset('vllm', () => completion({ content: 'Hello', reasoning: 'Hm.' }));
    const answer = await vended.ai.chat({ messages, reasoning: { effort: 'high', budgetTokens: 512 }, topK: 5 });
    expect(answer.reasoning).toBe('Hm.');
    expect(bodyOf(vended.server)).toMatchObject({ reasoning_effort: 'high', thinking_token_budget: 512, top_k: 5 });
    await vended.ai.chat({ messages: [...messages, answer.message, user('And?')] });
    expect(bodyOf(vended.server)).toMatchObject({
      messages: [{}, { role: 'assistant', content: 'Hello', reasoning: 'Hm.' }, {}],
    });
  });

  it('is asked for JSON by `response_format`, since `guided_json` is ignored in silence, and takes what it alone has', async () => {
    await using vended = await preset('vllm', () => completion());
    await vended.ai.chat({
      messages,
      output: { type: 'json-schema', schema },
      vendor: { vllm: { structured_outputs: { regex: 'a+' } } },
    });
    const body = bodyOf(vended.server);
    expect(body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema } },
      structured_outputs: { regex: 'a+' },
    });
    expect(body).not.toHaveProperty('guided_json');
  });

  it('waits long for its first answer, unless the caller will not', async () => {
    const slow = async () => {
      await new Promise((resume) => setTimeout(resume, 300));
      return completion();
    };
    await using vended = await preset('vllm', slow, { deadlines: { headers: 50 } });
    expect(await failed(vended.ai.chat({ messages }))).toMatchObject({ code: 'timeout', phase: 'headers' });
  });
});

describe('LM Studio', () => {
  it('takes JSON with a schema alone', async () => {
    await using vended = await preset('lmstudio', () => completion({ content: '{}' }));
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(bodyOf(vended.server)).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
    });
  });

  it('tells of its models what they are and whether they are loaded', async () => {
    const data = [
      {
        id: 'qwen2-vl',
        type: 'vlm',
        publisher: 'mlx',
        state: 'not-loaded',
        max_context_length: 32768,
        capabilities: ['tool_use'],
      },
      { id: 'nomic', type: 'embeddings' },
    ];
    await using vended = await preset('lmstudio', () => ({ body: { data } }));
    expect((await vended.ai.models()).models).toMatchObject([
      {
        id: 'qwen2-vl',
        kind: 'chat',
        input: ['text', 'image'],
        status: 'not-loaded',
        ownedBy: 'mlx',
        contextWindow: 32768,
        capabilities: ['tool_use'],
      },
      { id: 'nomic', kind: 'embedding' },
    ]);
  });

  it('tells failures as bare strings', async () => {
    await using vended = await preset('lmstudio', () => ({
      status: 400,
      body: { error: "'response_format.type' must be 'json_schema' or 'text'" },
    }));
    expect((await failed(vended.ai.chat({ messages }))).message).toMatch(/must be 'json_schema'/);
  });
});

describe('Text Generation Inference', () => {
  it('gets no temperature of 0 and no top_p of 1, with a warning', async () => {
    await using vended = await preset('tgi', () => completion());
    const answer = await vended.ai.chat({ messages, temperature: 0, topP: 1, n: 2 });
    expect(bodyOf(vended.server)).toEqual({ model: 'm-1', messages: [{ role: 'user', content: 'Hi' }] });
    expect(answer.warnings.map(({ feature }) => feature).sort()).toEqual(['n', 'temperature', 'topP']);
    await vended.ai.chat({ messages, temperature: 0.5, topP: 0.9 });
    expect(bodyOf(vended.server)).toMatchObject({ temperature: 0.5, top_p: 0.9 });
  });

  it('has a spelling of its own for schemas', async () => {
    await using vended = await preset('tgi', () => completion({ content: '{}' }));
    await vended.ai.chat({ messages, output: { type: 'json-schema', schema } });
    expect(bodyOf(vended.server).response_format).toEqual({ type: 'json', value: schema });
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(bodyOf(vended.server).response_format).toEqual({ type: 'json', value: { type: 'object' } });
  });
});

describe('Novita and Friendli', () => {
  it('take thoughts out of the text where one asks for thinking', async () => {
    await using novita = await preset('novita', () => completion());
    await novita.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(bodyOf(novita.server)).toMatchObject({ separate_reasoning: true, enable_thinking: false });
    await using friendli = await preset('friendli', () => completion());
    await friendli.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(bodyOf(friendli.server)).toMatchObject({
      parse_reasoning: true,
      include_reasoning: true,
      reasoning_effort: 'high',
      chat_template_kwargs: { enable_thinking: true },
    });
  });

  it('Friendli has its own form for schemas', async () => {
    await using vended = await preset('friendli', () => completion());
    await vended.ai.chat({ messages, output: { type: 'json-schema', schema } });
    expect(bodyOf(vended.server).response_format).toEqual({ type: 'json_object', schema });
  });
});

describe('NVIDIA', () => {
  it('switches thinking by the template, and embeds for a purpose', async () => {
    await using vended = await preset('nvidia', ({ path }) =>
      path.endsWith('/embeddings') ? { body: { data: [{ index: 0, embedding: [1] }] } } : completion(),
    );
    await vended.ai.chat({ messages, reasoning: { effort: 'none' }, user: 'u' });
    expect(bodyOf(vended.server)).toMatchObject({ chat_template_kwargs: { thinking: false, enable_thinking: false } });
    expect(bodyOf(vended.server)).not.toHaveProperty('user');
    await vended.ai.embed({ input: 'a', inputType: 'document', truncate: 'end' });
    expect(bodyOf(vended.server)).toMatchObject({ input_type: 'passage', truncate: 'END' });
  });

  it('waits for requests that wait, at the host that tells of them', async () => {
    let looks = 0;
    const waits = { status: 202, headers: { 'nvcf-reqid': 'req-9', 'nvcf-status': 'pending-evaluation' }, body: {} };
    await using vended = await preset('nvidia', ({ method }) =>
      method === 'POST' || looks++ === 0 ? waits : completion({ content: 'Hello' }),
    );
    const answer = await vended.ai.chat({ messages, topK: 1 });
    expect(answer).toMatchObject({ text: 'Hello', usage: { inputTokens: 5 }, warnings: [{ feature: 'topK' }] });
    expect(vended.urls.slice(1)).toEqual(Array(2).fill('https://api.nvcf.nvidia.com/v2/nvcf/pexec/status/req-9'));
    expect(last(vended.server).headers.authorization).toBe('Bearer key-1');
  });

  it('stops waiting with the caller', async () => {
    await using vended = await preset('nvidia', () => ({ status: 202, headers: { 'nvcf-reqid': 'req-9' }, body: {} }));
    const controller = new AbortController();
    const asking = failed(vended.ai.chat({ messages }, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 100);
    expect((await asking).code).toBe('aborted');
  });
});

describe('Hyperbolic', () => {
  it('draws under `model_name`, by width and height', async () => {
    await using vended = await preset('hyperbolic', () => ({
      body: { images: [{ index: 0, image: 'iVBORw0KGgo=' }] },
    }));
    const answer = await vended.ai.image({ model: 'SD2', prompt: 'A fox', size: '512x256', seed: 7, style: 'vivid' });
    expect(vended.urls).toEqual(['https://api.hyperbolic.xyz/v1/images/generations']);
    expect(bodyOf(vended.server)).toEqual({ model_name: 'SD2', prompt: 'A fox', width: 512, height: 256, seed: 7 });
    expect(answer).toMatchObject({
      images: [{ data: 'iVBORw0KGgo=', mediaType: 'image/png' }],
      warnings: [{ feature: 'style' }],
    });
  });

  it('speaks base64', async () => {
    await using vended = await preset('hyperbolic', () => ({ body: { audio: btoa('sound'), duration: 1.5 } }));
    const { audio } = await vended.ai.speech({ input: 'Hello', voice: 'EN-US', language: 'EN', speed: 1.2 });
    expect(bodyOf(vended.server)).toEqual({ text: 'Hello', language: 'EN', speaker: 'EN-US', speed: 1.2 });
    expect(audio).toEqual({ data: new TextEncoder().encode('sound'), mediaType: 'audio/mpeg', durationSeconds: 1.5 });
  });

  it('fails where no sound comes', async () => {
    await using vended = await preset('hyperbolic', () => ({ body: { audio: '' } }));
    expect((await failed(vended.ai.speech({ input: 'Hello' }))).code).toBe('invalid-response');
  });
});

describe('Modal', () => {
  const baseURL = 'https://ws--app-serve.modal.run/v1';

  it('takes tokens of two parts, from options, calls or the environment', async () => {
    const proxyToken = { key: 'wk-canary-0123456789', secret: 'ws-canary-0123456789' };
    await using vended = await preset('modal', () => completion(), { baseURL, proxyToken, apiKey: undefined });
    await vended.ai.chat({ messages });
    expect(last(vended.server).headers).toMatchObject({
      'modal-key': proxyToken.key,
      'modal-secret': proxyToken.secret,
    });
    expect(print(vended.provider, { depth: 10 })).not.toContain('canary');
    await vended.ai.chat({ messages }, { credentials: { modalKey: 'wk-2', modalSecret: 'ws-2' } });
    expect(last(vended.server).headers).toMatchObject({ 'modal-key': 'wk-2', 'modal-secret': 'ws-2' });
    vi.stubEnv('MODAL_KEY', 'wk-3');
    vi.stubEnv('MODAL_SECRET', 'ws-3');
    await using stored = await preset('modal', () => completion(), { baseURL, apiKey: undefined });
    await stored.ai.chat({ messages });
    expect(last(stored.server).headers).toMatchObject({ 'modal-key': 'wk-3' });
  });

  it('takes a bearer token, or nothing, where the app checks for itself', async () => {
    await using keyed = await preset('modal', () => completion(), { baseURL });
    await keyed.ai.chat({ messages });
    expect(last(keyed.server).headers.authorization).toBe('Bearer key-1');
    const half = await failed(
      pipeline(openaiCompatible({ preset: 'modal', baseURL, model: 'm' })).chat(
        { messages },
        { credentials: { modalKey: 'wk-2' } },
      ),
    );
    expect(half).toMatchObject({ code: 'authentication', field: 'proxyToken' });
  });

  it('redirects while a container starts: the answer is fetched where it will be', async () => {
    await using vended = await preset(
      'modal',
      ({ method }) =>
        method === 'POST'
          ? { status: 303, headers: { location: '/v1/chat/completions?__modal_function_call_id=fc-1' } }
          : completion(),
      { baseURL },
    );
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.urls[1]).toBe(`${baseURL}/chat/completions?__modal_function_call_id=fc-1`);
    expect(last(vended.server)).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer key-1' } });
  });

  it('is followed to no other host', async () => {
    await using vended = await preset(
      'modal',
      () => ({ status: 303, headers: { location: 'https://elsewhere.example/' } }),
      { baseURL },
    );
    expect((await failed(vended.ai.chat({ messages }))).code).toBe('invalid-response');
    expect(vended.urls).toHaveLength(1);
  });
});

it('thoughts of a server that never asked for them stay at home', async () => {
  await using vended = await preset('lambda', () => completion());
  await vended.ai.chat({
    messages: [
      ...messages,
      assistant([
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Hello' },
      ]),
      user('And?'),
    ],
  });
  expect(JSON.stringify(bodyOf(vended.server))).not.toContain('Hm.');
});
