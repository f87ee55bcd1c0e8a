// In what Writer differs from OpenAI.
import { type ChatRequest, type JsonObject, KitError } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import type { FilesDialect } from '@kit/transformer-openai/resources';
import { stringOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';
import { messageCitations } from './citations.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    path: '/chat',
    fields: {
      topK: false,
      topLogprobs: false,
      seed: false,
      presencePenalty: false,
      frequencyPenalty: false,
      parallelToolCalls: false,
      user: false,
    },
    imageDetail: false,
    audio: false,
    reasoningRequest: false,
    // There is no JSON without a schema: one that takes any object is sent.
    jsonMode: 'schema',
    body: withOneBuiltIn,
    messageCitations,
    rules: chatRules,
  },
  complete: { fields: { suffix: false, n: false, user: false, seed: 'random_seed' } },
  models: {
    row: (row) => {
      const name = stringOf(row.name);
      return name === undefined ? {} : { name };
    },
  },
});

/** A request may have several of the vendor's own tools, but of one type alone. @throws KitError `unsupported` otherwise */
function withOneBuiltIn(body: JsonObject, { tools = [] }: ChatRequest): JsonObject {
  const types = new Set(tools.flatMap((tool) => (tool.type === 'hosted' ? [tool.name] : [])));
  if (types.size <= 1) return body;
  throw new KitError(
    'unsupported',
    `Writer takes one type of built-in tool a request, not ${[...types].join(' and ')}.`,
    {
      field: 'tools',
    },
  );
}

/** The bytes themselves, with their name beside them. */
export const files: FilesDialect = {
  maxPage: 100,
  contentPath: 'download',
  upload: ({ data, mediaType, name = 'file' }) => ({
    path: '/files',
    headers: { 'content-disposition': `attachment; filename="${headerText(name)}"` },
    body: data instanceof Uint8Array ? { type: 'bytes', data, mediaType } : { type: 'stream', data, mediaType },
  }),
};

/** A name as the header can say it: quotes, backslashes and what is no ASCII become underscores. */
const headerText = (name: string) => name.replace(/[^\x20-\x7e]|["\\]/g, '_');
