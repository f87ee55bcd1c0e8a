// Upstage as the conformance suite sees it.
import { image, user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { UpstageOperation } from '../../src/index.ts';

const model = 'solar-pro3';
const { logprobs: _, picture: __, ...chats } = openaiChats({ model });
const { models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const picture = image({ data: samplePicture, mediaType: 'image/png' });
const document = { data: new Uint8Array([37, 80, 68, 70]), mediaType: 'application/pdf' };
const element = (page: number, markdown: string) => ({
  id: page,
  page,
  category: 'paragraph',
  content: { html: '', markdown, text: '' },
});

export const manifest: ConformanceManifest<UpstageOperation> = {
  chats: [
    ...Object.values(chats),
    openaiThoughts({ model, field: 'reasoning', sent: { reasoning_effort: 'high' }, echoed: false }),
    {
      ...openaiThoughts({
        model,
        field: 'reasoning_content',
        sent: { reasoning_effort: 'minimal' },
        echoed: false,
        effort: 'minimal',
      }),
      name: 'thoughts by their other name',
    },
  ],
  operations: {
    embed: [
      {
        name: 'two passages',
        request: { model: 'embedding', input: ['one', 'two'], inputType: 'document' },
        sent: { model: 'embedding-passage', input: ['one', 'two'] },
        reply: {
          body: {
            object: 'list',
            model: 'embedding-passage',
            data: [
              { object: 'embedding', index: 0, embedding: [0.5, -1] },
              { object: 'embedding', index: 1, embedding: [0.25, 0.75] },
            ],
            usage: { prompt_tokens: 2, total_tokens: 2 },
          },
        },
        result: {
          embeddings: [
            [0.5, -1],
            [0.25, 0.75],
          ],
          usage: { inputTokens: 2 },
        },
      },
    ],
    parse: [
      {
        name: 'two pages',
        request: { model: 'document-parse', source: document },
        reply: {
          body: {
            api: '2.0',
            model: 'document-parse-250618',
            content: { html: '', markdown: '# One\n\nTwo', text: '' },
            elements: [element(1, '# One'), element(2, 'Two')],
            usage: { pages: 2 },
          },
        },
        result: {
          text: '# One\n\nTwo',
          pages: [
            { index: 0, text: '# One' },
            { index: 1, text: 'Two' },
          ],
          usage: { state: 'reported', units: { pages: 2 }, raw: { pages: 2 } },
        },
      },
    ],
    models,
    health,
  },
  errors: [
    ...openaiFailures,
    { name: '413 of a document', reply: openaiFailure(413, 'The document is too large.'), code: 'invalid-request' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    { feature: 'dimensions', operation: 'embed', request: { model: 'embedding', input: 'x', dimensions: 5 } },
    { feature: 'inputType', operation: 'embed', request: { model: 'embedding', input: 'x', inputType: 'clustering' } },
    { feature: 'pages', operation: 'parse', request: { model: 'document-parse', source: document, pages: [0] } },
    {
      feature: 'messages[0].content[0]',
      operation: 'chat',
      request: { model, messages: [user([picture, { type: 'text', text: 'What?' }])] },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
