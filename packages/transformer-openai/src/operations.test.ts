import type { OperationDeclaration } from '@kit/core';
import { expect, test } from 'vitest';
import { openaiOperations } from './operations.ts';

const all = [
  'chat',
  'stream',
  'complete',
  'embed',
  'image',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'moderate',
  'countTokens',
  'models',
] as const;

async function paths(operations: Readonly<Record<string, OperationDeclaration>>) {
  const found: Record<string, unknown> = {};
  for (const [name, declaration] of Object.entries(operations)) {
    const loaded = 'load' in declaration ? await declaration.load() : declaration;
    found[name] = 'endpoint' in loaded ? loaded.endpoint.path : undefined;
    expect('transformer' in loaded || 'streamTransformer' in loaded).toBe(true);
  }
  return found;
}

test('declares the operations that a server names, each at its path', async () => {
  expect(
    await paths(openaiOperations({}, { operations: all }) as unknown as Record<string, OperationDeclaration>),
  ).toEqual({
    chat: '/chat/completions',
    stream: '/chat/completions',
    complete: '/completions',
    embed: '/embeddings',
    image: '/images/generations',
    speech: '/audio/speech',
    speechStream: '/audio/speech',
    transcribe: '/audio/transcriptions',
    transcribeStream: '/audio/transcriptions',
    moderate: '/moderations',
    countTokens: '/responses/input_tokens',
    models: '/models',
  });
  expect(Object.keys(openaiOperations({}, { operations: ['chat', 'models'] }))).toEqual(['chat', 'models']);
});

test('chat can go over the responses wire, and paths can differ', async () => {
  const operations = openaiOperations(
    { responses: { path: '/r' }, models: { path: '/m' } },
    { api: 'responses', operations: ['chat', 'stream', 'models'] },
  );
  expect(await paths(operations as unknown as Record<string, OperationDeclaration>)).toEqual({
    chat: '/r',
    stream: '/r',
    models: '/m',
  });
});
