// What Runpod does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, served } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { job } from '../tests/conformance/manifest.ts';
import { type RunpodOptions, runpod } from './index.ts';

const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const queued = { id: 'job-1', status: 'IN_QUEUE' };
type Answers = Parameters<typeof served>[1];
const serving = (answers: Answers, more: RunpodOptions = {}) =>
  served((at) => runpod({ ...at, endpointId: 'ep-1', pollMs: 1, ...more }), answers);
const asked = ({ server }: { readonly server: { readonly requests: readonly { method: string; path: string }[] } }) =>
  server.requests.map(({ method, path }) => `${method} ${path}`);

afterEach(() => void vi.unstubAllEnvs());

describe('an endpoint', () => {
  it('has an OpenAI-like face of its own', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: 'Qwen/Qwen3-32B', messages, topK: 5 });
    expect(vended.request().path).toBe('/ep-1/openai/v1/chat/completions');
    expect(vended.body()).toMatchObject({ model: 'Qwen/Qwen3-32B', top_k: 5 });
  });

  it('that is public is named by the model', async () => {
    vi.stubEnv('RUNPOD_ENDPOINT_ID', '');
    const ai = pipeline(runpod({ apiKey: 'test-key' }));
    const shown = await inspect(ai, 'chat', { model: 'gpt-oss-120b', messages });
    expect(shown.url).toBe('https://api.runpod.ai/v2/gpt-oss-120b/openai/v1/chat/completions');
    const picture = await inspect(ai, 'image', { model: 'qwen-image-t2i', prompt: 'A fox' });
    expect(picture.url).toBe('https://api.runpod.ai/v2/qwen-image-t2i/runsync?wait=5000');
    expect(await failureOf(ai.models())).toMatchObject({ code: 'invalid-request', field: 'endpointId' });
    await ai.close();
  });

  it('may come from RUNPOD_ENDPOINT_ID', async () => {
    vi.stubEnv('RUNPOD_ENDPOINT_ID', 'ep-9');
    const ai = pipeline(runpod({ apiKey: 'test-key' }));
    expect((await inspect(ai, 'models', {})).url).toBe('https://api.runpod.ai/v2/ep-9/openai/v1/models');
    await ai.close();
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('RUNPOD_API_KEY', '');
    await using ai = pipeline(runpod({ endpointId: 'ep-1' }));
    expect((await failureOf(ai.chat({ model: 'm', messages }))).message).toContain('RUNPOD_API_KEY');
  });

  it('that is wrong is told as such', async () => {
    await using vended = await serving([{ status: 401, text: '' }]);
    expect((await failureOf(vended.ai.image({ prompt: 'A fox' }))).code).toBe('authentication');
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
  });
});

describe('a job', () => {
  it('that is not done after its wait is asked for until it is', async () => {
    const done = job({ id: 'sync-1', output: { image_url: 'https://i.example/a.png' } });
    await using vended = await serving([
      { body: { id: 'sync-1', status: 'IN_PROGRESS' } },
      { body: { id: 'sync-1', status: 'RUNNING' } },
      { status: 502, text: 'Bad Gateway' },
      { body: done },
    ]);
    const { images } = await vended.ai.image({ prompt: 'A fox' });
    expect(images).toEqual([{ url: 'https://i.example/a.png' }]);
    expect(asked(vended)).toEqual(
      [
        'POST /ep-1/runsync?wait=5000',
        'GET /ep-1/status/sync-1',
        'GET /ep-1/status/sync-1',
        'GET /ep-1/status/sync-1',
      ].map((line) => line.replace(/\?.*/, '')),
    );
  });

  it('may be answered at once', async () => {
    await using vended = await serving([{ body: queued }, { body: job({ output: 'https://a.example/a.wav' }) }], {
      waitMs: 0,
    });
    const { audio } = await vended.ai.speech({ model: 'minimax-speech-02-hd', input: 'Hi', voice: 'Wise_Woman' });
    expect(audio.url).toBe('https://a.example/a.wav');
    expect(asked(vended)[0]).toBe('POST /ep-1/run');
  });

  it.each([
    [{ status: 'FAILED', error: 'Invalid prompt' }, 'invalid-request', 'Invalid prompt'],
    [{ status: 'FAILED', error: 'It broke' }, 'server', 'It broke'],
    [
      {
        status: 'FAILED',
        error: JSON.stringify({
          error_type: "<class 'X'>",
          error_message: 'CUDA out of memory',
          error_traceback: 'File "/app/handler.py"',
        }),
      },
      'server',
      'CUDA out of memory',
    ],
    [
      { status: 'FAILED', error: 'It broke\nTraceback (most recent call last):\n  File "/app/handler.py"' },
      'server',
      'It broke',
    ],
    [{ status: 'CANCELLED' }, 'aborted', 'cancelled'],
    [{ status: 'TIMED_OUT' }, 'timeout', 'ran out of its time'],
    [{ status: 'COMPLETED', output: { error: 'size must be width*height' } }, 'invalid-request', 'width*height'],
    [
      { status: 'COMPLETED', output: [{ error: { message: 'maximum context length is 4096 tokens' } }] },
      'context-length',
      '4096',
    ],
  ])('%j is an error: %s', async (told, code, words) => {
    await using vended = await serving([{ body: { id: 'job-1', ...told } }]);
    const error = await failureOf(vended.ai.image({ prompt: 'A fox' }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('handler.py');
  });

  it('that is gone is not found', async () => {
    await using vended = await serving([{ status: 404, body: { error: 'request does not exist' } }]);
    const handle = await vended.ai.runpodRun({ attach: 'ep-2/job-1' });
    expect((await failureOf(handle.status())).code).toBe('not-found');
    expect(asked(vended)).toEqual(['GET /ep-2/status/job-1']);
  });

  it('is cancelled where nobody waits for it any more', async () => {
    const controller = new AbortController();
    let looks = 0;
    await using vended = await serving(({ path }) => {
      if (path.includes('/cancel/')) return { body: { id: 'job-1', status: 'CANCELLED' } };
      if (path.includes('/status/') && ++looks === 2) controller.abort();
      return { body: queued };
    });
    const error = await failureOf(vended.ai.image({ prompt: 'A fox' }, { signal: controller.signal }));
    expect(error.code).toBe('aborted');
    await vi.waitFor(() => expect(asked(vended)).toContain('POST /ep-1/cancel/job-1'));
  });

  it('tells what only it has beside its input', async () => {
    await using vended = await serving([{ body: job({ output: { result: 'https://i.example/a.png' } }) }]);
    await vended.ai.image({
      prompt: 'A fox',
      images: [{ url: 'https://i.example/b.png' }],
      vendor: { runpod: { input: { guidance: 2 }, webhook: 'https://hook.example/secret' } },
    });
    expect(vended.body()).toEqual({
      input: { prompt: 'A fox', image: 'https://i.example/b.png', guidance: 2 },
      webhook: 'https://hook.example/secret',
    });
  });

  it('can be started, watched and cancelled by its handle', async () => {
    await using vended = await serving(({ path }) => ({
      body: path.includes('/cancel/') ? { id: 'job-1', status: 'CANCELLED' } : { id: 'job-1', status: 'IN_PROGRESS' },
    }));
    const handle = await vended.ai.runpodRun({ input: { x: 1 } });
    expect(handle.toJSON()).toEqual({ id: 'ep-1/job-1', provider: 'runpod', operation: 'runpodRun' });
    expect(await handle.status()).toEqual({ state: 'running', rawState: 'IN_PROGRESS' });
    await handle.cancel();
    expect(asked(vended)).toEqual(['POST /ep-1/run', 'GET /ep-1/status/job-1', 'POST /ep-1/cancel/job-1']);
  });

  it('needs an input', async () => {
    await using vended = await serving([reply]);
    expect(await failureOf(vended.ai.runpodRun({} as never))).toMatchObject({
      code: 'invalid-request',
      field: 'input',
    });
  });
});

describe('what a worker yields', () => {
  it('comes as it is, also in a bare list', async () => {
    const status = (state: string) => ({
      body: { ...queued, status: state, ...(state === 'COMPLETED' && { output: ['a', 'b'] }) },
    });
    await using vended = await serving([
      { body: queued },
      { body: [{ metrics: {}, output: 'a' }] },
      { body: [{ output: 'b' }] },
      { body: [] },
      status('COMPLETED'),
      status('COMPLETED'),
      status('COMPLETED'),
    ]);
    const outputs: unknown[] = [];
    for await (const part of vended.ai.runpodStream({ input: {} }))
      if (part.type === 'output') outputs.push(part.output);
    expect(outputs).toEqual(['a', 'b']);
  });

  it('ends with the failure of its job', async () => {
    await using vended = await serving([
      { body: queued },
      { body: { status: 'FAILED', stream: [] } },
      { body: { id: 'job-1', status: 'FAILED', error: 'It broke' } },
      { body: { id: 'job-1', status: 'CANCELLED' } },
    ]);
    expect((await failureOf(vended.ai.runpodStream({ input: {} }).response)).message).toContain('It broke');
  });

  it('is the chat of a vLLM worker, in its own form or in events of OpenAI’s', async () => {
    const event = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    await using vended = await serving(
      [
        { body: queued },
        { body: { status: 'IN_PROGRESS', stream: [{ output: { choices: [{ tokens: ['Hel'] }] } }] } },
        {
          body: {
            status: 'IN_PROGRESS',
            stream: [{ output: { choices: [{ tokens: ['lo'] }], usage: { input: 3, output: 2 } } }],
          },
        },
        { body: { status: 'COMPLETED', stream: [] } },
        { body: job({ output: [{ choices: [{ tokens: ['Hello'] }] }] }) },
        { body: queued },
        { body: { status: 'IN_PROGRESS', stream: [{ output: event({ content: 'Hel' }) }] } },
        { body: { status: 'COMPLETED', stream: [{ output: `${event({ content: 'lo' }, 'stop')}data: [DONE]\n\n` }] } },
        { body: { status: 'COMPLETED', stream: [] } },
        { body: job({ output: ['…'] }) },
      ],
      { api: 'job' },
    );
    const native = vended.ai.stream({ messages, maxTokens: 5 });
    expect(await native.response).toMatchObject({ text: 'Hello', usage: { inputTokens: 3, outputTokens: 2 } });
    expect(vended.body(0)).toEqual({
      input: { messages: [{ role: 'user', content: 'Hi' }], sampling_params: { max_tokens: 5 } },
    });
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
  });

  it('is given up with its stream', async () => {
    await using vended = await serving(
      ({ path }) => {
        if (path.includes('/stream/'))
          return { body: { status: 'IN_PROGRESS', stream: [{ output: { choices: [{ tokens: ['x'] }] } }] } };
        return { body: queued };
      },
      { api: 'job' },
    );
    for await (const part of vended.ai.stream({ messages })) if (part.type === 'text') break;
    await vi.waitFor(() => expect(asked(vended)).toContain('POST /ep-1/cancel/job-1'));
  });
});

describe('a chat as a job', () => {
  it.each([
    [[{ choices: [{ tokens: ['Hel', 'lo'] }], usage: { input: 3, output: 2 } }]],
    [{ choices: [{ tokens: ['Hello'] }], usage: { input: 3, output: 2 } }],
    [{ text: ['Hello'], input_tokens: 3, output_tokens: 2 }],
    [
      {
        choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2 },
      },
    ],
  ])('answers in many forms: %j', async (output) => {
    await using vended = await serving([{ body: job({ output }) }], { api: 'job' });
    expect(await vended.ai.chat({ messages })).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  it('knows no tools: they are told of', async () => {
    await using vended = await serving([{ body: job({ output: 'Hello' }) }], { api: 'job' });
    const { warnings } = await vended.ai.chat({ messages, tools: [{ name: 'clock' }] });
    expect(warnings.map(({ feature }) => feature)).toEqual(['tools']);
  });
});

describe('the OpenAI-like face', () => {
  it('may tell the failure of its queue behind a 200', async () => {
    await using vended = await serving([
      { body: { id: 'job-1', status: 'FAILED', error: 'worker exited' } },
      { body: { id: 'job-1', status: 'FAILED', error: 'worker exited' } },
    ]);
    expect((await failureOf(vended.ai.chat({ model: 'm', messages }))).message).toContain('worker exited');
    expect((await failureOf(vended.ai.stream({ model: 'm', messages }).ready())).code).toBe('server');
  });
});
