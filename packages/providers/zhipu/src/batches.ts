// Batches: OpenAI's, of an endpoint with another version.
import { batchBody } from '@kit/transformer-openai';
import type { BatchDialect } from '@kit/transformer-openai/resources';

const endpoint = '/v4/chat/completions';

export const batches: BatchDialect = {
  line: (id, _, body) => JSON.stringify({ custom_id: id, method: 'POST', url: endpoint, body }),
  body: ({ fileId, metadata, own }) => batchBody(fileId, endpoint, metadata, own),
};
