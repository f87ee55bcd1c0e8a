// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, readmeExamples, runReadmeExample } from '@kit/testing';
import { expect, it } from 'vitest';
import { answered, answeredV2, served, streamed } from '../tests/served.ts';
import { type GigachatOptions, gigachat } from './index.ts';

const row = { id: 'b-1', status: 'completed', output_file_id: 'f-9' };

function answer({ method, path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path.replace(/^\/api/, '')) {
    case '/v1/chat/completions':
      return chat(request.text());
    case '/v2/chat/completions':
      return answeredV2([{ text: 'Многое.', inline_data: { sources: { 1: { url: 'https://news.example/' } } } }]);
    case '/v1/files':
      return { body: { id: 'f-1', filename: 'fox.jpg' } };
    case '/v1/files/f-7/content':
      return { headers: { 'content-type': 'image/jpeg' }, base64: '/9g=' };
    case '/v1/files/f-9/content':
      return { text: JSON.stringify({ id: 'a', result: answered({ content: 'Солнечно.' }).body }) };
    case '/v1/embeddings':
      return {
        body: {
          data: [
            { index: 0, embedding: [1] },
            { index: 1, embedding: [2] },
          ],
        },
      };
    case '/v1/tokens/count':
      return { body: [{ tokens: 6 }] };
    case '/v1/batches':
      return { body: method === 'POST' ? { ...row, status: 'created' } : { batches: [row] } };
    default:
      return { body: { data: [{ id: 'GigaChat-2', type: 'chat' }] } };
  }
}

function chat(text: string): ExchangeResponse {
  if (/"stream":true/.test(text)) return streamed([{ content: 'Солнечно.' }]);
  if (/"role":"function"/.test(text)) return answered({ content: 'В Казани 21 градус.' });
  if (/"functions":/.test(text)) {
    return answered(
      { content: '', function_call: { name: 'weather', arguments: { city: 'Казань' } } },
      'function_call',
    );
  }
  if (/"attachments"/.test(text)) return answered({ content: 'Это лиса.' });
  if (/Нарисуй/.test(text)) return answered({ content: '<img src="f-7" fuse="true"/>' });
  return answered({ content: 'Здравствуйте!' });
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using vended = await served(answer);
  const { url } = vended.server;
  const options = { apiKey: btoa('id:secret'), baseURL: `${url}/api/v1`, tokenURL: `${url}/oauth` };
  const modules = {
    '@kit/core': core,
    '@kit/provider-gigachat': { gigachat: (own: GigachatOptions) => gigachat({ ...own, ...options }) },
    // A certificate of no use: the server here has none.
    'node:fs/promises': { readFile: async () => undefined },
  };
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
