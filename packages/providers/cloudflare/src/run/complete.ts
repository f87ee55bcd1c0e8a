// Completion of a prompt: a text model that is given `prompt` instead of messages.
import { KitError, type OperationDeclaration, type Transformer, vendorOptions } from '@kit/core';
import { leftOut } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';
import { defaultMaxTokens } from '../capabilities.ts';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';
import { runUsage } from './usage.ts';

const transformer: Transformer<'complete'> = {
  encode(request, context) {
    const { model = '', prompt, maxTokens = defaultMaxTokens(model), temperature, topP, seed } = request;
    const warnings = leftOut(request, ['suffix', 'stop', 'n', 'user']);
    const value = {
      prompt,
      max_tokens: maxTokens,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(seed !== undefined && { seed }),
      ...vendorOptions(request.vendor, context, 'cloudflare-run'),
    };
    return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
  },
  decode(reply, _, { provider }) {
    const result = recordOf(resultOf(reply.json()));
    const choice = recordOf(arrayOf(result?.choices)[0]);
    const text = stringOf(result?.response) ?? stringOf(choice?.text) ?? stringOf(recordOf(choice?.message)?.content);
    if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
    const rawFinishReason = stringOf(choice?.finish_reason);
    const finishReason = rawFinishReason === 'length' ? ('length' as const) : ('stop' as const);
    const usage = runUsage(result?.usage);
    return {
      text,
      finishReason,
      ...(rawFinishReason !== undefined && { rawFinishReason }),
      choices: [{ text, finishReason }],
      ...(usage && { usage }),
    };
  },
};

export const completeDeclaration: OperationDeclaration<'complete'> = {
  endpoint: { path: ({ model = '' }) => runPath(model) },
  transformer,
};
