// What Fireworks does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FireworksOptions, fireworks } from './index.ts';

const model = 'kimi-k2p6';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more: FireworksOptions = {}) =>
  served((at) => fireworks({ ...at, model, account: 'acme', ...more }), answers, { path: '/inference/v1' });
const features = ({ warnings }: { readonly warnings: readonly { readonly feature: string }[] }) =>
  warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it.each(['FIREWORKS_API_KEY', 'FIREWORKS_AI_API_KEY'])('may come from %s', async (variable) => {
    vi.stubEnv('FIREWORKS_API_KEY', '');
    vi.stubEnv(variable, 'from-environment');
    await using vended = await served(({ baseURL }) => fireworks({ baseURL, model }), [reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer from-environment');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('FIREWORKS_API_KEY', '');
    vi.stubEnv('FIREWORKS_AI_API_KEY', '');
    await using ai = pipeline(fireworks({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('FIREWORKS_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([{ status: 401, body: { error: 'The API key is invalid.' } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('invalid') });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('the name of a model', () => {
  it.each([
    ['kimi-k2p6', 'accounts/fireworks/models/kimi-k2p6'],
    ['accounts/acme/deployments/d1', 'accounts/acme/deployments/d1'],
    ['kimi-k2p6#acme/d1', 'kimi-k2p6#acme/d1'],
    ['nomic-ai/nomic-embed-text-v1.5', 'nomic-ai/nomic-embed-text-v1.5'],
  ])('%s is sent as %s', async (said, sent) => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: said, messages });
    expect(vended.body().model).toBe(sent);
  });

  it.each(['chat', 'responses', 'messages'] as const)('is whole on the wire %s', async (api) => {
    await using vended = await serving([openaiFailure(500, 'It broke.')], { api });
    await failureOf(vended.ai.stream({ messages, maxTokens: 9 }).response);
    expect(vended.body().model).toBe('accounts/fireworks/models/kimi-k2p6');
    const places = { chat: '/chat/completions', responses: '/responses', messages: '/messages' };
    expect(vended.request().path).toBe(`/inference/v1${places[api]}`);
  });
});

describe('a request', () => {
  it('has its limit, top-k, tier and cache in the words of the vendor', async () => {
    await using vended = await serving([reply]);
    const tuned = {
      maxTokens: 9,
      topK: 4,
      serviceTier: 'priority',
      promptCache: { key: 'k' },
      user: 'u',
      seed: 1,
      n: 2,
    };
    const result = await vended.ai.chat({ messages, ...tuned, logprobs: 20 });
    expect(vended.body()).toMatchObject({
      max_tokens: 9,
      top_k: 4,
      service_tier: 'priority',
      prompt_cache_key: 'k',
      user: 'u',
      seed: 1,
      n: 2,
      logprobs: true,
      top_logprobs: 5,
    });
    expect(features(result)).toEqual(['logprobs']);
  });

  it('has no strict tools, and no response format beside them', async () => {
    await using vended = await serving([reply]);
    const tools = [{ ...sampleTool, strict: true }];
    const result = await vended.ai.chat({ messages, tools, output: { type: 'json' } });
    expect(features(result).sort()).toEqual(['output', 'tools[0].parameters.strict']);
    expect(vended.body()).not.toHaveProperty('response_format');
    expect(JSON.stringify(vended.body().tools)).not.toContain('strict');
  });

  it('has documents as pictures that are turned into text', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user([
          { type: 'file', source: { url: 'https://example.com/a.pdf', mediaType: 'application/pdf' } },
          { type: 'file', source: { data: 'JVBERg==', mediaType: 'application/pdf' } },
          { type: 'audio', source: { data: 'UklGRg==', mediaType: 'audio/wav' } },
        ]),
      ],
    });
    expect(vended.body().messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://example.com/a.pdf#transform=inline' } },
          { type: 'image_url', image_url: { url: 'data:application/pdf;base64,JVBERg==#transform=inline' } },
          { type: 'audio_url', audio_url: { url: 'data:audio/wav;base64,UklGRg==' } },
        ],
      },
    ]);
  });

  it('over responses asks not to be kept', async () => {
    await using vended = await serving([openaiFailure(500, 'It broke.')], { api: 'responses' });
    await failureOf(vended.ai.chat({ messages }));
    expect(vended.body()).toMatchObject({ store: false });
  });
});

describe('reasoning', () => {
  it('is an effort or a budget, never both', async () => {
    await using vended = await serving([reply, reply, reply, reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'high' });
    expect(vended.body()).not.toHaveProperty('thinking');
    await vended.ai.chat({ messages, reasoning: { budgetTokens: 2_000 } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2_000 } });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    await vended.ai.chat({ messages, reasoning: { budgetTokens: 100 } });
    expect(vended.body()).toMatchObject({ thinking: { budget_tokens: 1_024 } });
    await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'none' });
  });

  it('that is minimal is low', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'minimal' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
  });

  it('goes back as `reasoning_content`', async () => {
    const thought = openaiAnswer({ content: 'Two.', thoughts: { reasoning_content: 'One and one.' } }, 'stop').reply;
    await using vended = await serving([thought, reply]);
    const first = await vended.ai.chat({ messages });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body().messages).toMatchObject([{}, { content: 'Two.', reasoning_content: 'One and one.' }, {}]);
  });
});

describe('a stream', () => {
  it('has its usage in the chunk of the finish, and its speed where it was asked for', async () => {
    const chunk = (delta: object, finish: string | null, more = {}) => ({
      id: 'x',
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...more,
    });
    const usage = {
      prompt_tokens: 5,
      total_tokens: 7,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: 4 },
    };
    const perf = { 'server-time-to-first-token': 0.1 };
    const last = chunk({}, 'stop', { usage, perf_metrics: perf });
    await using vended = await serving([sseReply(chunk({ content: 'Hi' }, null), last, '[DONE]')]);
    const vendor = { fireworks: { perf_metrics_in_response: true } };
    const response = await vended.ai.stream({ messages, vendor }).response;
    expect(vended.body()).toMatchObject({ perf_metrics_in_response: true });
    expect(response.usage).toMatchObject({
      inputTokens: 5,
      inputDetails: { uncached: 1, cacheRead: 4 },
      outputTokens: 2,
    });
    expect(response.meta.vendor).toEqual({ perf_metrics: perf });
  });
});

describe('limits', () => {
  it('are of prompt and generated tokens', async () => {
    const headers = {
      'x-ratelimit-limit-tokens-prompt': '60000',
      'x-ratelimit-limit-tokens-generated': '6000',
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining-requests': '599',
      'x-ratelimit-over-limit': 'no',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'tokens-prompt', limit: 60_000 },
      { name: 'tokens-generated', limit: 6_000 },
      { name: 'requests', limit: 600, remaining: 599 },
    ]);
  });
});

describe('a picture', () => {
  const png = { headers: { 'content-type': 'image/png' }, base64: samplePicture };

  it('of FLUX comes as it is, in the format that was asked for', async () => {
    await using vended = await serving([{ headers: { 'content-type': 'image/jpeg' }, base64: '/9j/4AAQ' }]);
    const asked = { model: 'flux-1-dev-fp8', prompt: 'A fox', aspectRatio: '16:9', format: 'jpeg', seed: 3 };
    const { images, usage } = await vended.ai.image({ ...asked, vendor: { fireworks: { num_inference_steps: 20 } } });
    expect(vended.request().path).toBe(
      '/inference/v1/workflows/accounts/fireworks/models/flux-1-dev-fp8/text_to_image',
    );
    expect(vended.request().headers.accept).toBe('image/jpeg');
    expect(vended.body()).toEqual({ prompt: 'A fox', aspect_ratio: '16:9', seed: 3, num_inference_steps: 20 });
    expect(images).toEqual([{ data: '/9j/4AAQ', mediaType: 'image/jpeg' }]);
    expect(usage?.units).toEqual({ images: 1 });
  });

  it('of FLUX has a shape instead of a size', async () => {
    await using vended = await serving([png]);
    const result = await vended.ai.image({ model: 'flux-1-dev-fp8', prompt: 'A fox', size: '1024x768' });
    expect(vended.body()).toMatchObject({ aspect_ratio: '4:3' });
    expect(features(result)).toEqual(['size']);
  });

  it('of FLUX comes in JSON where there are several', async () => {
    await using vended = await serving([{ body: { base64: [samplePicture, '/9j/4AAQ'], finishReason: 'SUCCESS' } }]);
    const { images } = await vended.ai.image({ model: 'flux-1-dev-fp8', prompt: 'A fox', n: 2 });
    expect(vended.request().headers.accept).toBe('application/json');
    expect(vended.body()).toMatchObject({ samples: 2 });
    expect(images.map(({ mediaType }) => mediaType)).toEqual(['image/png', 'image/jpeg']);
  });

  it('of Stable Diffusion has a size, at another place', async () => {
    await using vended = await serving([png]);
    const asked = { prompt: 'A fox', size: '1024x768', negativePrompt: 'dogs' };
    await vended.ai.image({ model: 'stable-diffusion-xl-1024-v1-0', ...asked });
    expect(vended.request().path).toBe(
      '/inference/v1/image_generation/accounts/fireworks/models/stable-diffusion-xl-1024-v1-0',
    );
    expect(vended.body()).toEqual({ prompt: 'A fox', width: 1024, height: 768, negative_prompt: 'dogs' });
  });

  it('of Kontext is asked for until it is there', async () => {
    const ready = { id: 'r-1', status: 'Ready', result: { sample: 'https://example.com/b.png' } };
    await using vended = await serving([{ body: { request_id: 'r-1' } }, { body: ready }]);
    const images = [{ data: samplePicture, mediaType: 'image/png' }];
    const result = await vended.ai.image({ model: 'flux-kontext-pro', prompt: 'At night', images });
    expect(vended.body(0)).toEqual({ prompt: 'At night', input_image: `data:image/png;base64,${samplePicture}` });
    expect(vended.body(1)).toEqual({ id: 'r-1' });
    expect(vended.request().path).toMatch(/flux-kontext-pro\/get_result$/);
    expect(result.images).toEqual([{ url: 'https://example.com/b.png' }]);
  });

  it.each([
    ['Content Moderated', 'content-filter'],
    ['Request Moderated', 'content-filter'],
    ['Error', 'server'],
    ['Task not found', 'not-found'],
  ])('of Kontext that ends with "%s" is a failure', async (status, code) => {
    await using vended = await serving([
      { body: { request_id: 'r-1' } },
      { body: { id: 'r-1', status, result: null } },
    ]);
    expect(await failureOf(vended.ai.image({ model: 'flux-kontext-pro', prompt: 'p' }))).toMatchObject({ code });
  });

  it('that was filtered is a failure', async () => {
    await using vended = await serving([{ body: { base64: [], finishReason: 'CONTENT_FILTERED' } }]);
    const asked = vended.ai.image({ model: 'flux-1-dev-fp8', prompt: 'p', n: 2 });
    expect(await failureOf(asked)).toMatchObject({ code: 'content-filter' });
  });
});

describe('a recording', () => {
  it.each([
    ['whisper-v3', 'https://audio-prod.api.fireworks.ai/v1/audio/transcriptions'],
    ['whisper-v3-turbo', 'https://audio-turbo.api.fireworks.ai/v1/audio/transcriptions'],
  ])('for %s goes to its own host, with the key', async (name, url) => {
    const provider = fireworks({ apiKey: 'test-key' });
    const request = { model: name, audio: new Uint8Array([1]), mediaType: 'audio/wav' };
    expect((await inspect(provider, 'transcribe', request)).url).toBe(url);
    const sent: { url: string; authorization: string | undefined }[] = [];
    await using ai = pipeline(
      fireworks({
        apiKey: 'test-key',
        transport: (asked) => {
          sent.push({ url: asked.url, authorization: asked.headers.authorization });
          return Promise.reject(new Error('No network here.'));
        },
      }),
    );
    await failureOf(ai.transcribe(request));
    expect(sent).toEqual([{ url, authorization: 'Bearer test-key' }]);
  });

  it('follows a base URL of its caller', async () => {
    await using vended = await serving([{ body: { text: 'Hello.' } }]);
    const audio = new Uint8Array([1]);
    const options = { vad_model: 'silero', preprocessing: 'dynamic' };
    await vended.ai.transcribe({ model: 'whisper-v3', audio, diarize: true, vendor: { fireworks: options } });
    expect(vended.request().path).toBe('/inference/v1/audio/transcriptions');
    for (const field of ['vad_model', 'preprocessing', 'diarize']) expect(vended.request().text()).toContain(field);
  });
});

describe('a batch', () => {
  it('needs an account', async () => {
    vi.stubEnv('FIREWORKS_ACCOUNT_ID', '');
    await using ai = pipeline(fireworks({ apiKey: 'test-key' }));
    expect(await failureOf(ai.batch({ attach: 'job-1' }))).toMatchObject({ code: 'config', field: 'account' });
  });

  it('is of one model', async () => {
    await using ai = pipeline(fireworks({ apiKey: 'test-key', account: 'acme' }));
    const requests = ['kimi-k2p6', 'glm-5p2'].map((name) => ({ id: name, request: { model: name, messages } }));
    expect(await failureOf(ai.batch({ requests }))).toMatchObject({ code: 'invalid-request' });
  });

  it('is a data set, a job, and a data set of answers; what was ready when it expired is kept', async () => {
    const done = {
      name: 'accounts/acme/batchInferenceJobs/job-1',
      state: 'JOB_STATE_EXPIRED',
      outputDatasetId: 'accounts/acme/datasets/out-1',
      jobProgress: { percent: 50, totalInputRequests: 2, successfullyProcessedRequests: 1, failedRequests: 0 },
    };
    const answer = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
    await using vended = await serving(({ path }) => {
      if (path.endsWith('/datasets')) return { body: { name: 'accounts/acme/datasets/in-1' } };
      if (path.endsWith(':upload')) return { body: { id: 'in-1' } };
      if (path.endsWith('/batchInferenceJobs')) return { body: { ...done, state: 'JOB_STATE_CREATING' } };
      if (path.endsWith('/job-1')) return { body: done };
      if (path.endsWith(':getDownloadEndpoint'))
        return { body: { filenameToSignedUrls: { 'a.jsonl': `${vended.server.url}/signed` } } };
      return { text: `${JSON.stringify({ custom_id: 'a', response: { status_code: 200, body: answer } })}\n` };
    });
    const job = await vended.ai.batch({ requests: [{ id: 'a', request: { messages } }] });
    expect(job.id).toBe('job-1');
    expect(vended.request(0).path).toBe('/v1/accounts/acme/datasets');
    expect(vended.request(1).text()).toContain('"custom_id":"a"');
    expect(vended.body(2)).toEqual({
      model: 'accounts/fireworks/models/kimi-k2p6',
      inputDatasetId: 'accounts/acme/datasets/in-1',
    });
    expect(await job.status()).toMatchObject({ state: 'succeeded', rawState: 'JOB_STATE_EXPIRED', progress: 0.5 });
    expect(await job.wait()).toMatchObject([{ id: 'a', response: { text: 'Hi' } }]);
  });
});
