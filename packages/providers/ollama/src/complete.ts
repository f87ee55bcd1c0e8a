// Completion of a prompt, or of the gap between prompt and suffix: `POST /api/generate`.
import { type CompleteRequest, KitError, type Transformer } from '@kit/core';
import { recordOf, stringOf, type WarningList, warningList } from '@kit/wire';
import { samplingOptions } from './chat/encode-request.ts';
import { finishReasonOf } from './chat/finish-reason.ts';
import { remoteFacts } from './chat/stream-decoder.ts';
import { usageOf } from './chat/usage.ts';
import { finishBody, type RequestDefaults } from './request-body.ts';

/** An empty prompt loads the model, or with `keep_alive: 0` unloads it. */
export function completeTransformer(defaults: RequestDefaults = {}): Transformer<'complete', undefined> {
  return {
    encode(request, context) {
      const warnings = warningList();
      warnOfTheRest(request, warnings);
      const draft = { model: request.model, prompt: request.prompt, suffix: request.suffix, stream: false };
      const value = finishBody(draft, samplingOptions(request), request, context, defaults);
      return { wire: { body: { type: 'json', value } }, warnings: warnings.warnings, state: undefined };
    },
    decode(reply, _state, context) {
      const body = recordOf(reply.json());
      if (body?.error) throw context.failure({ body });
      const text = stringOf(body?.response);
      if (!body || text === undefined) {
        throw new KitError('invalid-response', 'The reply holds no text.', { provider: context.provider });
      }
      const word = stringOf(body.done_reason);
      const finishReason = finishReasonOf(word, false);
      const usage = usageOf(body);
      const model = stringOf(body.model);
      const thinking = stringOf(body.thinking);
      const vendor = { ...remoteFacts(body), ...(thinking && { thinking }) };
      return {
        text,
        finishReason,
        ...(word !== undefined && { rawFinishReason: word }),
        choices: [{ text, finishReason }],
        ...(usage && { usage }),
        meta: { ...(model !== undefined && { model }), ...(Object.keys(vendor).length > 0 && { vendor }) },
      };
    },
  };
}

function warnOfTheRest({ n, user }: CompleteRequest, warnings: WarningList): void {
  if (n !== undefined && n > 1) warnings.add('n', 'Ollama gives one answer a request.');
  if (user !== undefined) warnings.add('user', 'Ollama takes no end-user id; left out.');
}
