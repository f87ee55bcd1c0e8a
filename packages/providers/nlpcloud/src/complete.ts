// complete: the generation of text.
import { type CompleteRequest, type JsonObject, KitError, type Usage } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { type JsonRecord, numberOf, stringOf } from '@kit/wire';
import { asked, type Warn } from './ask.ts';
import type { Settings } from './options.ts';

export const completeOperation = (settings: Settings): HandledOperation<'complete'> =>
  asked<'complete'>(
    {
      endpoint: 'generation',
      gpu: true,
      unsaid: ['suffix', 'seed', 'n', 'user'],
      input: generationInput,
      result(body, { maxTokens }, { provider }) {
        const text = stringOf(body.generated_text);
        if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
        const made = numberOf(body.nb_generated_tokens);
        const isCut = maxTokens !== undefined && made !== undefined && made >= maxTokens;
        const finishReason = isCut ? ('length' as const) : ('stop' as const);
        const usage = usageOf(body);
        return { text, finishReason, choices: [{ text, finishReason }], ...(usage && { usage }) };
      },
    },
    settings,
  );

function generationInput(request: CompleteRequest, warn: Warn): JsonObject {
  const { prompt, maxTokens, temperature, topP, stop } = request;
  const stops = typeof stop === 'string' ? [stop] : (stop ?? []);
  if (stops.length > 1) warn('stop', 'At most one stop sequence; the others were left out.');
  return {
    text: prompt,
    // The length is that of the answer alone.
    ...(maxTokens !== undefined && { max_length: maxTokens, length_no_input: true }),
    ...(stops[0] !== undefined && { end_sequence: stops[0], remove_end_sequence: true }),
    remove_input: true,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
  };
}

/** Only the generation of text counts. */
export function usageOf(body: JsonRecord): Usage | undefined {
  const inputTokens = numberOf(body.nb_input_tokens);
  const outputTokens = numberOf(body.nb_generated_tokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}
