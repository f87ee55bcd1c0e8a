// deepgramRead: what a text is about.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import { insightsOf } from '../listen/insights.ts';
import { listenUsage } from '../listen/usage.ts';
import { pathWith } from '../query.ts';
import { deepgramOptions } from '../vendor-options.ts';

const transformer: Transformer<'deepgramRead'> = {
  encode(request, context) {
    const { text, url, language = 'en', summarize, topics, intents, sentiment } = request;
    if ((text === undefined) === (url === undefined))
      throw new KitError('invalid-request', 'deepgramRead: give either `text` or `url`.', { field: 'text' });
    const asked = { language, summarize, topics, intents, sentiment, ...deepgramOptions(request.vendor, context) };
    return {
      wire: {
        path: pathWith('/read', asked),
        body: { type: 'json', value: text === undefined ? { url: url as string } : { text } },
      },
      warnings: [],
      state: undefined,
    };
  },
  decode(reply) {
    const body = recordOf(reply.json());
    const metadata = recordOf(body?.metadata) ?? {};
    const responseId = stringOf(metadata.request_id);
    const language = stringOf(metadata.language);
    const usage = listenUsage(metadata);
    return {
      insights: insightsOf(recordOf(body?.results) ?? {}) ?? {},
      ...(language !== undefined && { language }),
      ...(usage && { usage }),
      meta: { ...(responseId !== undefined && { responseId }) },
    };
  },
};

export const readDeclaration: OperationDeclaration<'deepgramRead'> = { endpoint: { path: '/read' }, transformer };
