// jinaRead: a page as text, with all that can be said about it.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';
import type { JinaReadRequest } from '../own/operations.ts';
import { outputUsage } from '../usage.ts';
import { headersAndFields, jinaOptions } from '../vendor-options.ts';
import { pageOf } from './page.ts';

const transformer: Transformer<'jinaRead'> = {
  encode(request, context) {
    if (typeof request.url !== 'string' || request.url === '')
      throw new KitError('invalid-request', 'jinaRead: `url` is required: a non-empty string.', { field: 'url' });
    const own = headersAndFields(jinaOptions(request.vendor, context));
    return {
      wire: {
        headers: { ...readerHeaders(request), ...own.headers },
        body: { type: 'json', value: { url: request.url, ...own.fields } },
      },
      warnings: [],
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const page = pageOf(reply, provider);
    const usage = outputUsage(recordOf(page.usage));
    return {
      text: stringOf(page.content) ?? stringOf(page.text) ?? stringOf(page.html) ?? '',
      ...strings(page, { url: 'url', title: 'title', description: 'description' }),
      ...strings(page, { screenshotURL: page.screenshotUrl === undefined ? 'pageshotUrl' : 'screenshotUrl' }),
      ...listOf(page, 'links'),
      ...listOf(page, 'images'),
      ...(usage && { usage }),
    };
  },
};

function readerHeaders(request: Partial<JinaReadRequest>): Readonly<Record<string, string>> {
  const { links, images, describeImages, noCache, ...asked } = request;
  const yes = (value: boolean | undefined) => (value ? 'true' : undefined);
  const headers = {
    'x-return-format': asked.format,
    'x-engine': asked.engine,
    'x-timeout': asked.timeoutSeconds,
    'x-target-selector': asked.targetSelector,
    'x-wait-for-selector': asked.waitForSelector,
    'x-remove-selector': asked.removeSelector,
    'x-with-links-summary': yes(links),
    'x-with-images-summary': yes(images),
    'x-with-generated-alt': yes(describeImages),
    'x-no-cache': yes(noCache),
    'x-token-budget': asked.tokenBudget,
    'x-locale': asked.locale,
  };
  const set = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

function strings(page: JsonRecord, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, field]) => {
      const value = stringOf(page[field]);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Addresses by their texts; older replies have pairs. */
function listOf(
  page: JsonRecord,
  field: 'links' | 'images',
): { readonly [Field in typeof field]?: Record<string, string> } {
  const value = page[field];
  const pairs = Array.isArray(value) ? (value as readonly unknown[][]) : Object.entries(recordOf(value) ?? {});
  const told = pairs.filter((pair) => Array.isArray(pair) && typeof pair[1] === 'string');
  return value === undefined ? {} : { [field]: Object.fromEntries(told as [string, string][]) };
}

export function readOperation(baseURL: string): OperationDeclaration<'jinaRead'> {
  // Without `accept` the reader answers markdown alone.
  return { endpoint: { path: '/', baseURL, headers: { accept: 'application/json' } }, transformer };
}
