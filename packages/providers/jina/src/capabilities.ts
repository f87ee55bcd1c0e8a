// What Jina's embedding models take. Ids that are not known are treated as the newest.
import type { EmbedRequest } from '@kit/core';

type InputType = NonNullable<EmbedRequest['inputType']>;

/** The model's word for what vectors are for; undefined where it has none. */
export function embeddingTask(model: string, inputType: InputType): string | undefined {
  // A task by its own name: `code.query`, `nl2code.passage`.
  if (inputType.includes('.')) return inputType;
  const name = model.toLowerCase();
  if (/v2|colbert/.test(name) && !name.includes('clip')) return undefined;
  if (name.includes('code')) return codeTasks[inputType];
  const task = general[inputType];
  if (task !== undefined) return task;
  if (name.includes('v3'))
    return { classification: 'classification', clustering: 'separation' }[inputType as 'clustering'];
  if (name.includes('v4')) return inputType === 'code' ? 'code.passage' : undefined;
  if (name.includes('clip')) return undefined;
  return { classification: 'classification', clustering: 'clustering' }[inputType as 'clustering'];
}

const general: Readonly<Record<string, string>> = {
  query: 'retrieval.query',
  document: 'retrieval.passage',
  similarity: 'text-matching',
};

const codeTasks: Readonly<Record<string, string>> = {
  query: 'nl2code.query',
  document: 'nl2code.passage',
  code: 'code2code.passage',
};
