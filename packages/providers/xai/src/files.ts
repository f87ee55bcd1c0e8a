// Files: OpenAI's, with pages that are asked for by a token.
import type { FilesDialect } from '@kit/transformer-openai/resources';
import { stringOf } from '@kit/wire';

export const xaiFiles: FilesDialect = {
  purpose: 'assistants',
  maxPage: 100,
  pageQuery: ({ limit, after }) => ({
    limit: limit === undefined ? undefined : String(limit),
    pagination_token: after,
  }),
  nextPage: ({ pagination_token: next }) => stringOf(next),
};
