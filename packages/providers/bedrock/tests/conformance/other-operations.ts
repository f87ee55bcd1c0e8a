// Every operation of Bedrock's beside chat. Checks are made with a bearer key, so documents are ranked through InvokeModel.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import type { BedrockOperationName } from '../../src/index.ts';
import { model } from './wire.ts';

const arn = `arn:aws:bedrock:us-east-1::foundation-model/${model}`;
const invocationArn = 'arn:aws:bedrock:us-east-1:123456789012:async-invoke/abc';
const looked = { method: 'GET', url: `/async-invoke/${encodeURIComponent(invocationArn)}` };
const filmed = {
  invocationArn,
  status: 'Completed',
  outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://mine/abc' } },
};

export const otherOperations: ConformanceManifest<BedrockOperationName>['operations'] = {
  embed: [
    {
      name: 'Titan, one text a request',
      request: { model: 'amazon.titan-embed-text-v2:0', input: 'one', dimensions: 256 },
      sent: { inputText: 'one', dimensions: 256 },
      reply: { body: { embedding: [0.5, -1], inputTextTokenCount: 3 } },
      result: { embeddings: [[0.5, -1]], usage: { inputTokens: 3 } },
    },
    {
      name: 'Cohere, whose tokens stand in a header',
      request: { model: 'us.cohere.embed-v4:0', input: ['one', 'two'], inputType: 'query', dimensions: 512 },
      sent: { texts: ['one', 'two'], input_type: 'search_query', output_dimension: 512 },
      reply: {
        headers: { 'x-amzn-bedrock-input-token-count': '7' },
        body: {
          embeddings: {
            float: [
              [0.5, -1],
              [0.25, 0.75],
            ],
          },
        },
      },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 7 },
      },
    },
    {
      name: 'Nova',
      request: { model: 'amazon.nova-2-multimodal-embeddings-v1:0', input: 'one', dimensions: 256 },
      sent: { taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: { embeddingDimension: 256 } },
      reply: { body: { embeddings: [{ embeddingType: 'TEXT', embedding: [0.5, -1] }], inputTokenCount: 3 } },
      result: { embeddings: [[0.5, -1]] },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'cohere.rerank-v3-5:0', query: 'q', documents: ['a', 'b'], topN: 1 },
      sent: { query: 'q', documents: ['a', 'b'], top_n: 1, api_version: 2 },
      reply: { body: { results: [{ index: 1, relevance_score: 0.5 }] } },
      result: { results: [{ index: 1, score: 0.5 }] },
    },
  ],
  image: [
    {
      name: 'Nova Canvas',
      request: { model: 'amazon.nova-canvas-v1:0', prompt: 'A fox', size: '512x512' },
      sent: {
        taskType: 'TEXT_IMAGE',
        textToImageParams: { text: 'A fox' },
        imageGenerationConfig: { width: 512, height: 512 },
      },
      reply: { body: { images: [samplePicture] } },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
    {
      name: 'Stability',
      request: { model: 'stability.stable-image-ultra-v1:1', prompt: 'A fox', aspectRatio: '1:1' },
      sent: { prompt: 'A fox', aspect_ratio: '1:1' },
      reply: { body: { seeds: [1], finish_reasons: [null], images: [samplePicture] } },
      result: { images: [{ data: samplePicture }] },
    },
  ],
  video: [
    {
      name: 'Nova Reel',
      request: {
        model: 'amazon.nova-reel-v1:1',
        prompt: 'A fox',
        vendor: { bedrock: { outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://mine' } } } },
      },
      sent: {
        modelId: 'amazon.nova-reel-v1:1',
        modelInput: { taskType: 'TEXT_VIDEO', textToVideoParams: { text: 'A fox' } },
        outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://mine' } },
      },
      reply: [
        { request: { url: '/async-invoke' }, response: { body: { invocationArn } } },
        { request: looked, response: { body: { invocationArn, status: 'InProgress' } } },
        { request: looked, response: { body: filmed } },
        { request: looked, response: { body: filmed } },
      ],
      result: { id: invocationArn },
      settled: { videos: [{ url: 's3://mine/abc/output.mp4', mediaType: 'video/mp4' }] },
    },
  ],
  moderate: [
    {
      name: 'a guardrail that intervenes',
      request: { model: 'gr1:1', input: 'Hi' },
      sent: { source: 'INPUT', content: [{ text: { text: 'Hi' } }] },
      reply: {
        body: {
          action: 'GUARDRAIL_INTERVENED',
          outputs: [{ text: 'No.' }],
          assessments: [{ contentPolicy: { filters: [{ type: 'VIOLENCE', confidence: 'HIGH', action: 'BLOCKED' }] } }],
        },
      },
      result: { results: [{ flagged: true }] },
    },
    {
      name: 'one that finds nothing',
      request: { model: 'gr1:1', input: 'Good day' },
      reply: { body: { action: 'NONE', outputs: [], assessments: [] } },
      result: { results: [{ flagged: false, categories: {} }] },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model, messages: [user('Hi')] },
      sent: { input: { converse: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] } } },
      reply: { body: { inputTokens: 8 } },
      result: { inputTokens: 8 },
    },
  ],
  models: [
    {
      name: 'models, and two pages of profiles',
      request: {},
      reply: [
        {
          request: { method: 'GET', url: '/foundation-models' },
          response: { body: { modelSummaries: [{ modelId: model, outputModalities: ['TEXT'] }] } },
        },
        {
          request: { method: 'GET', url: '/inference-profiles' },
          response: {
            body: {
              inferenceProfileSummaries: [{ inferenceProfileId: `us.${model}`, models: [{ modelArn: arn }] }],
              nextToken: 'n',
            },
          },
        },
        {
          request: { method: 'GET', url: '/inference-profiles' },
          response: {
            body: { inferenceProfileSummaries: [{ inferenceProfileId: `eu.${model}`, models: [{ modelArn: arn }] }] },
          },
        },
      ],
      result: { models: [{ id: model, provider: 'bedrock' }, { id: `us.${model}` }, { id: `eu.${model}` }] },
    },
  ],
  health: [{ name: 'all is well', request: {}, reply: { body: { modelSummaries: [] } }, result: { status: 'ok' } }],
};
