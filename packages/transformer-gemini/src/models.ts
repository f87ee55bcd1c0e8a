// The list of models, page by page.
import type { Model, WireRequest } from '@kit/core';
import { arrayOf, booleanOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const pageSize = 1000;

/** Asks for one page; `pageToken` is what the page before named. */
export function encodeModelsPage(pageToken?: string, limit = pageSize): WireRequest {
  return {
    method: 'GET',
    path: '/models',
    query: { pageSize: String(Math.max(1, Math.min(limit, pageSize))), ...(pageToken !== undefined && { pageToken }) },
  };
}

export interface ModelsPage {
  readonly models: readonly Model[];
  /** Absent on the last page. */
  readonly nextPageToken?: string;
}

export function decodeModelsPage(body: unknown): ModelsPage {
  const record = recordOf(body);
  const rows = [...arrayOf(record?.models), ...arrayOf(record?.publisherModels)];
  const nextPageToken = stringOf(record?.nextPageToken);
  return { models: rows.flatMap((row) => modelOf(recordOf(row)) ?? []), ...(nextPageToken && { nextPageToken }) };
}

function modelOf(row: JsonRecord | undefined): Model | undefined {
  const id = stringOf(row?.name)?.replace(/^(?:publishers\/[^/]+\/)?models\//, '');
  if (!row || !id) return undefined;
  const name = stringOf(row.displayName);
  const maxInput = numberOf(row.inputTokenLimit);
  const maxOutput = numberOf(row.outputTokenLimit);
  const methods = arrayOf(row.supportedGenerationMethods).filter((method) => typeof method === 'string');
  const kind = kindOf(id, methods);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(kind !== undefined && { kind }),
    ...(maxInput !== undefined && { contextWindow: maxInput, maxInput }),
    ...(maxOutput !== undefined && { maxOutput }),
    ...(booleanOf(row.thinking) && { capabilities: ['reasoning'] }),
    ...(methods.length > 0 && { methods }),
  };
}

function kindOf(id: string, methods: readonly string[]): Model['kind'] | undefined {
  if (methods.some((method) => method === 'embedContent' || method === 'embedText')) return 'embedding';
  if (id.startsWith('imagen')) return 'image';
  if (methods.includes('predictLongRunning')) return 'video';
  if (!methods.includes('generateContent')) return methods.includes('bidiGenerateContent') ? 'realtime' : undefined;
  const words = id.split('-');
  if (words.includes('tts')) return 'speech';
  return words.includes('image') ? 'image' : 'chat';
}
