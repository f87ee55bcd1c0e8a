// What Vertex does otherwise, item by item of its documents.
import { inspect, user } from '@kit/core';
import { failureOf, samplePicture, served } from '@kit/testing';
import { anthropicAnswer } from '@kit/testing/anthropic-wire';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { geminiAnswer } from '../tests/conformance/gemini.ts';
import { type VertexOptions, vertex } from './index.ts';

const model = 'gemini-3.8-flash';
const messages = [user('Hi')];
const { reply } = geminiAnswer([{ text: 'Hello' }], 'STOP');
const claude = anthropicAnswer({ text: 'Hello' }, 'end_turn');
const openai = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more: VertexOptions = {}) =>
  served(({ baseURL }) => vertex({ baseURL, accessToken: 'ya29.token', project: 'p1', model, ...more }), answers);
const urlOf = async (options: VertexOptions, operation: 'chat' | 'stream' | 'countTokens' = 'chat') =>
  (await inspect(vertex({ accessToken: 'ya29.token', project: 'p1', model, ...options }), operation, { messages })).url;

beforeEach(() => {
  for (const name of [
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_VERTEX_PROJECT',
    'ANTHROPIC_VERTEX_PROJECT_ID',
    'GOOGLE_CLOUD_LOCATION',
    'GOOGLE_VERTEX_LOCATION',
    'CLOUD_ML_REGION',
    'GOOGLE_VERTEX_API_KEY',
    'GOOGLE_API_KEY',
    'GOOGLE_VERTEX_BASE_URL',
  ])
    vi.stubEnv(name, '');
});
afterEach(() => void vi.unstubAllEnvs());

describe('a location', () => {
  it.each([
    [undefined, 'aiplatform.googleapis.com', 'global'],
    ['global', 'aiplatform.googleapis.com', 'global'],
    ['us', 'aiplatform.us.rep.googleapis.com', 'us'],
    ['eu', 'aiplatform.eu.rep.googleapis.com', 'eu'],
    ['europe-west4', 'europe-west4-aiplatform.googleapis.com', 'europe-west4'],
  ])('%s has its host', async (location, host, name) => {
    expect(await urlOf({ location })).toBe(
      `https://${host}/v1/projects/p1/locations/${name}/publishers/google/models/${model}:generateContent`,
    );
  });

  it.each(['evil.com/', 'a.b', 'us-central1@evil', 'US'])('is one word of a host: %s is none', (location) => {
    expect(() => vertex({ project: 'p1', location })).toThrow(/location/);
  });

  it('may come from the environment, as the project does', async () => {
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'env-project');
    vi.stubEnv('GOOGLE_CLOUD_LOCATION', 'us-east5');
    expect(await urlOf({ project: undefined })).toContain(
      'us-east5-aiplatform.googleapis.com/v1/projects/env-project/',
    );
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', '');
    expect(() => vertex()).toThrow(/GOOGLE_CLOUD_PROJECT/);
  });
});

describe('a model', () => {
  const there = 'https://us-east5-aiplatform.googleapis.com/v1/projects/p1/locations/us-east5';
  it.each([
    ['gemini-3.8-flash', 'stream', `/publishers/google/models/gemini-3.8-flash:streamGenerateContent?alt=sse`],
    ['1234567890', 'chat', '/endpoints/1234567890:generateContent'],
    ['endpoints/1234567890/chat/completions', 'stream', '/endpoints/1234567890/chat/completions'],
    ['claude-sonnet-4-5@20250929', 'chat', '/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict'],
    ['claude-opus-5-5', 'stream', '/publishers/anthropic/models/claude-opus-5-5:streamRawPredict'],
    ['claude-opus-5-5', 'countTokens', '/publishers/anthropic/models/count-tokens:rawPredict'],
    ['mistral-medium-3', 'chat', '/publishers/mistralai/models/mistral-medium-3:rawPredict'],
    ['codestral-2@001', 'stream', '/publishers/mistralai/models/codestral-2@001:streamRawPredict'],
    ['jamba-1.5-large', 'chat', '/publishers/ai21/models/jamba-1.5-large:rawPredict'],
    ['meta/llama-4-maverick-17b-128e-instruct-maas', 'chat', '/endpoints/openapi/chat/completions'],
    ['deepseek-ai/deepseek-v3.2-maas', 'stream', '/endpoints/openapi/chat/completions'],
    ['publishers/anthropic/models/claude-opus-5-5', 'chat', '/publishers/anthropic/models/claude-opus-5-5:rawPredict'],
  ] as const)('%s is asked for a %s at its publisher', async (name, operation, path) => {
    expect(await urlOf({ location: 'us-east5', model: name }, operation)).toBe(`${there}${path}`);
  });

  it('of nobody who counts tokens says so', async () => {
    await using vended = await serving(() => reply);
    const request = { model: 'meta/llama-4-maverick-17b-128e-instruct-maas', messages };
    expect(await failureOf(vended.ai.countTokens(request))).toMatchObject({ code: 'unsupported', field: 'model' });
  });
});

describe('Claude', () => {
  it('has its version in the body and its model in the path', async () => {
    await using vended = await serving([claude.reply, claude.stream]);
    await vended.ai.chat({ model: 'claude-haiku-4-5', messages, temperature: 0.5 });
    expect(vended.body()).toMatchObject({ anthropic_version: 'vertex-2023-10-16', temperature: 0.5 });
    expect(vended.body()).not.toHaveProperty('model');
    expect(vended.request().headers).not.toHaveProperty('anthropic-version');
    expect(vended.request().headers).not.toHaveProperty('x-api-key');
    await vended.ai.stream({ model: 'claude-haiku-4-5', messages }).response;
    expect(vended.body()).toMatchObject({ stream: true });
  });

  it('has labels in a header', async () => {
    await using vended = await serving([claude.reply, claude.stream]);
    const asked = { model: 'claude-haiku-4-5', messages, metadata: { team: 'Übersetzung', user_id: 'u1' } };
    const labels = () =>
      JSON.parse(Buffer.from(vended.request().headers['x-vertex-ai-labels'] ?? '', 'base64').toString());
    expect((await vended.ai.chat(asked)).warnings).toEqual([]);
    expect(labels()).toEqual({ team: 'Übersetzung' });
    expect(vended.body()).toMatchObject({ metadata: { user_id: 'u1' } });
    await vended.ai.stream(asked).response;
    expect(labels()).toEqual({ team: 'Übersetzung' });
  });

  it('counts with its model in the body', async () => {
    await using vended = await serving([{ body: { input_tokens: 9 } }]);
    expect(await vended.ai.countTokens({ model: 'claude-haiku-4-5', messages })).toMatchObject({ inputTokens: 9 });
    expect(vended.body()).toMatchObject({ model: 'claude-haiku-4-5' });
  });

  it('fails in its own words or in Google’s', async () => {
    await using vended = await serving([
      {
        status: 400,
        body: { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 9 > 8' } },
      },
      { status: 429, body: [{ error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED' } }] },
    ]);
    const asked = { model: 'claude-haiku-4-5', messages };
    expect(await failureOf(vended.ai.chat(asked))).toMatchObject({ code: 'context-length' });
    expect(await failureOf(vended.ai.chat(asked))).toMatchObject({ code: 'rate-limit' });
  });
});

describe('partners', () => {
  it('are named in the body: open models with their publisher, Mistral without a version', async () => {
    await using vended = await serving([openai.reply, openai.reply]);
    await vended.ai.chat({ model: 'publishers/meta/models/llama-4-scout-maas', messages });
    expect(vended.body()).toMatchObject({ model: 'meta/llama-4-scout-maas' });
    await vended.ai.chat({ model: 'mistral-small-2503@001', messages, seed: 7 });
    expect(vended.body()).toMatchObject({ model: 'mistral-small-2503', random_seed: 7 });
  });
});

describe('Gemini', () => {
  it('has labels in the body and tiers in headers', async () => {
    await using vended = await serving([reply]);
    const { meta } = await vended.ai.chat({ messages, metadata: { team: 'a' }, serviceTier: 'flex' });
    expect(vended.body()).toMatchObject({ labels: { team: 'a' } });
    expect(vended.body()).not.toHaveProperty('serviceTier');
    expect(vended.request().headers).toMatchObject({
      'x-vertex-ai-llm-request-type': 'shared',
      'x-vertex-ai-llm-shared-request-type': 'flex',
    });
    expect(meta.serviceTier).toBe('ON_DEMAND');
  });
});

describe('embeddings', () => {
  it('of gemini-embedding-001 take one input a request', async () => {
    await using vended = await serving((request) => {
      const { instances } = request.json() as { instances: { content: string }[] };
      return { body: { predictions: instances.map(({ content }) => ({ embeddings: { values: [content.length] } })) } };
    });
    const { embeddings } = await vended.ai.embed({ model: 'gemini-embedding-001', input: ['a', 'bb', 'ccc'] });
    expect(embeddings).toEqual([[1], [2], [3]]);
    expect(vended.server.requests).toHaveLength(3);
  });

  it('of pictures go to a model of their own', async () => {
    await using vended = await serving([{ body: { predictions: [{ imageEmbedding: [0.5] }] } }]);
    const input = [[{ type: 'image', source: { data: samplePicture, mediaType: 'image/png' } }]] as const;
    const { embeddings } = await vended.ai.embed({ model: 'multimodalembedding@001', input });
    expect(embeddings).toEqual([[0.5]]);
    expect(vended.request().path).toBe('/publishers/google/models/multimodalembedding@001:predict');
    expect(vended.body()).toEqual({ instances: [{ image: { bytesBase64Encoded: samplePicture } }] });
  });
});

describe('Imagen', () => {
  const picture = { bytesBase64Encoded: samplePicture, mimeType: 'image/png' };
  const filtered = { raiFilteredReason: 'Your current safety filter threshold filtered out 1 generated image.' };

  it('lists what was filtered with its reason, and is not asked again', async () => {
    await using vended = await serving([{ body: { predictions: [picture, filtered] } }]);
    const { images, warnings } = await vended.ai.image({ model: 'imagen-4.0-generate-001', prompt: 'A fox', n: 2 });
    expect(images).toMatchObject([{ data: samplePicture }, { filtered: filtered.raiFilteredReason }]);
    expect(warnings).toEqual([{ feature: 'images', detail: filtered.raiFilteredReason }]);
    expect(vended.server.requests).toHaveLength(1);
  });

  it('that gave nothing has failed', async () => {
    await using vended = await serving([{ body: { predictions: [filtered] } }]);
    const request = { model: 'imagen-4.0-generate-001', prompt: 'A fox' };
    expect(await failureOf(vended.ai.image(request))).toMatchObject({ code: 'content-filter' });
  });
});

describe('ranking', () => {
  it('is another service at another host, and gets the token', async () => {
    const ranking = vertex({ accessToken: 'ya29.token', project: 'p1' });
    const shown = await inspect(ranking, 'rerank', {
      model: 'semantic-ranker-default-004',
      query: 'q',
      documents: ['a'],
    });
    expect(shown.url).toBe(
      'https://discoveryengine.googleapis.com/v1/projects/p1/locations/global/rankingConfigs/default_ranking_config:rank',
    );
    expect(shown.headers).toMatchObject({ 'x-goog-user-project': 'p1' });
    expect(shown.headers).toHaveProperty('authorization');
  });
});

describe('express mode', () => {
  it('is an API key without a project, for Gemini alone', async () => {
    const express = vertex({ apiKey: 'AIza-key', model });
    const { url, headers } = await inspect(express, 'chat', { messages });
    expect(url).toBe(`https://aiplatform.googleapis.com/v1/publishers/google/models/${model}:generateContent`);
    expect(headers).toHaveProperty('x-goog-api-key');
    expect(headers).not.toHaveProperty('authorization');
    expect(await failureOf(inspect(express, 'chat', { model: 'claude-opus-5-5', messages }))).toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('the list of models', () => {
  it('belongs to no project', async () => {
    const { url } = await inspect(vertex({ accessToken: 't', project: 'p1', location: 'us-east5' }), 'models', {});
    expect(url).toContain('https://us-east5-aiplatform.googleapis.com/v1beta1/publishers/google/models?');
  });
});
