// Runs the examples of the README, one after the other, against a server that answers each operation.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, replayServer } from '@kit/testing';
import { expect, it } from 'vitest';
import { type GoogleOptions, google } from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

const said = (...parts: object[]) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
});

function answer({ method, path, text }: ReceivedRequest, url: string): ExchangeResponse {
  if (path === '/upload/v1beta/files') return { headers: { 'x-goog-upload-url': `${url}/there` }, body: {} };
  if (path === '/there') return { body: { file: { name: 'files/abc', state: 'ACTIVE' } } };
  if (path.endsWith(':streamGenerateContent')) {
    return {
      headers: { 'content-type': 'text/event-stream' },
      text: `data: ${JSON.stringify(said({ text: 'Once' }))}\n\n`,
    };
  }
  if (path.includes('-tts')) return { body: said({ inlineData: { mimeType: 'audio/L16;rate=24000', data: 'AAA=' } }) };
  if (path.includes('-image')) return { body: said({ inlineData: { mimeType: 'image/png', data: 'AQID' } }) };
  if (path.endsWith(':batchEmbedContents')) return { body: { embeddings: [{ values: [3, 4] }, { values: [0, 2] }] } };
  if (path.endsWith(':countTokens')) return { body: { totalTokens: 7 } };
  if (path.endsWith(':batchGenerateContent')) return { body: { name: 'batches/b' } };
  if (path.endsWith(':predictLongRunning')) return { body: { name: 'models/veo/operations/o' } };
  if (method === 'GET' && path.endsWith('/models')) return { body: { models: [{ name: 'models/a' }] } };
  if (path.includes('/batches/'))
    return {
      body: { done: true, response: { inlinedResponses: { inlinedResponses: [{ response: said({ text: 'Hi' }) }] } } },
    };
  if (path.includes('/operations/'))
    return {
      body: {
        done: true,
        response: { generateVideoResponse: { generatedSamples: [{ video: { uri: 'https://host/v' } }] } },
      },
    };
  const called = /"weather"/.test(text()) && !/functionResponse/.test(text());
  return {
    body: said(called ? { functionCall: { id: 'c1', name: 'weather', args: { city: 'Rome' } } } : { text: 'Because.' }),
  };
}

it('the examples of the README run', async () => {
  await using server = await replayServer({ answer: (request) => answer(request, server.url) });
  const there = (options: GoogleOptions) => google({ ...options, apiKey: 'test', baseURL: `${server.url}/v1beta` });
  const modules = { '@kit/core': core, '@kit/provider-google': { google: there } };
  const printed: unknown[] = [];
  const process = { stdout: { write: (text: string) => printed.push(text) } };
  const console = { log: (...values: unknown[]) => printed.push(...values) };
  const body = examples.join('\n').replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  const results =
    'return { answered, structured, embeddings, images, transcript, inputTokens, models, status, about, items, videos };';
  const done = await new Function('modules', 'process', 'console', `return (async () => {${body}\n${results}})()`)(
    modules,
    process,
    console,
  );
  expect(printed).toEqual(['Because.', 2, expect.any(Number), 'Once']);
  expect(done).toMatchObject({
    answered: { text: 'Because.' },
    // Shortened, and brought back to a length of 1.
    embeddings: [
      [0.6, 0.8],
      [0, 1],
    ],
    images: [{ data: 'AQID' }],
    transcript: { text: 'Because.' },
    inputTokens: 7,
    models: [{ id: 'a' }],
    status: 'ok',
    about: { text: 'Because.' },
    items: [{ id: '0', response: { text: 'Hi' } }],
    videos: [{ url: 'https://host/v' }],
  });
  const sent = server.requests.map((request) => (request.method === 'POST' ? request.text() : ''));
  expect(sent.some((text) => text.includes('"functionResponse":{"id":"c1","name":"weather"'))).toBe(true);
  expect(sent.some((text) => text.includes('https://generativelanguage.googleapis.com/v1beta/files/abc'))).toBe(true);
});
