// Qianfan as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { ErnieOperation } from '../../src/index.ts';

const model = 'ernie-4.5-turbo-128k';
const { logprobs: _, picture: __, ...chats } = openaiChats({ model });
const { picture } = openaiChats({ model: 'ernie-4.5-turbo-vl-32k' });
const { embed, rerank, image, models, health, files } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const told = (status: number, code: string, message: string) => openaiFailure(status, message, { code });

export const manifest: ConformanceManifest<ErnieOperation> = {
  chats: [
    ...Object.values(chats),
    picture,
    openaiThoughts({ model, field: 'reasoning_content', sent: { enable_thinking: true }, echoed: false }),
  ],
  operations: { embed, rerank, image, models, health, files },
  errors: [
    ...openaiFailures,
    { name: '401 invalid_iam_token', reply: told(401, 'invalid_iam_token', 'Bad token.'), code: 'authentication' },
    { name: '429 rpm', reply: told(429, 'rpm_rate_limit_exceeded', 'Rate limit reached for RPM'), code: 'rate-limit' },
    { name: '429 tpm', reply: told(429, 'tpm_rate_limit_exceeded', 'Rate limit reached for TPM'), code: 'rate-limit' },
    { name: '403 overdue', reply: told(403, 'account_overdue', 'Pay first.'), code: 'billing' },
    { name: '400 system_unsafe', reply: told(400, 'system_unsafe', 'Not that.'), code: 'content-filter' },
    { name: '429 server_high_load', reply: told(429, 'server_high_load', 'Busy.'), code: 'overloaded' },
    { name: '400 a model', reply: told(400, 'invalid_model', 'The model does not exist'), code: 'not-found' },
    {
      name: '400 a model of others',
      reply: told(400, 'invalid_model', 'No permission to use the model'),
      code: 'permission',
    },
    {
      name: 'a number inside of a 200',
      reply: { status: 200, body: { error_code: 111, error_msg: 'Access token expired' } },
      code: 'authentication',
    },
    {
      name: 'another number inside of a 200',
      reply: { status: 200, body: { error_code: 336007, error_msg: 'the max input characters is 7000' } },
      code: 'context-length',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: 2 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ model: 'ernie-speed-128k', temperature: 1.5 }) },
    { feature: 'quality', operation: 'image', request: { model: 'irag-1.0', prompt: 'A fox', quality: 'hd' } },
  ],
  requestIdHeader: 'x-request-id',
};
