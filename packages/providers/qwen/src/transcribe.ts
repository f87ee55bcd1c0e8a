// Transcription: a chat whose question is a recording.
import { type JsonObject, KitError, type OperationDeclaration, type TranscribeRequest, vendorOptions } from '@kit/core';
import { leftOut, mediaLink } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

const unknown = ['keywords', 'diarize', 'temperature', 'translate'] as const;

export const transcribeOperation: OperationDeclaration<'transcribe'> = {
  endpoint: { path: '/chat/completions' },
  transformer: {
    encode(request: TranscribeRequest, context) {
      const { model, language, prompt, timestamps, vendor } = request;
      const warnings = leftOut(request, unknown);
      if (timestamps !== undefined && timestamps !== 'none')
        warnings.push({ feature: 'timestamps', detail: 'The model gives none; left out.' });
      const own = vendorOptions(vendor, context, 'qwen') as JsonObject | undefined;
      const { asr_options: ownOptions, ...rest } = own ?? {};
      const options = { ...(language !== undefined && { language }), ...(ownOptions as JsonObject | undefined) };
      const question = { role: 'user', content: [{ type: 'input_audio', input_audio: { data: linkOf(request) } }] };
      const hint = { role: 'system', content: [{ type: 'text', text: prompt ?? '' }] };
      const value: JsonObject = {
        ...(model !== undefined && { model }),
        messages: prompt === undefined ? [question] : [hint, question],
        ...(Object.keys(options).length > 0 && { asr_options: options }),
        ...rest,
      };
      return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json()) ?? {};
      const message = recordOf(recordOf(arrayOf(body.choices)[0])?.message);
      const text = stringOf(message?.content);
      if (text === undefined) throw new KitError('invalid-response', 'The reply holds no transcript.', { provider });
      const language = arrayOf(message?.annotations)
        .map((note) => stringOf(recordOf(note)?.language))
        .find(Boolean);
      const usage = recordOf(body.usage) ?? {};
      const inputTokens = numberOf(usage.prompt_tokens);
      const outputTokens = numberOf(usage.completion_tokens);
      const seconds = numberOf(usage.seconds);
      const responseId = stringOf(body.id);
      return {
        text,
        ...(language !== undefined && { language }),
        usage: {
          state: 'reported',
          ...(inputTokens !== undefined && { inputTokens }),
          ...(outputTokens !== undefined && { outputTokens }),
          ...(seconds !== undefined && { units: { audioSeconds: seconds } }),
        },
        meta: { ...(responseId !== undefined && { responseId }) },
      };
    },
  },
};

/** A link, of which data is one. @throws KitError `unsupported` for what has to be sent while it is read */
function linkOf({ audio, mediaType = 'audio/wav' }: TranscribeRequest): string {
  const source = audio instanceof Uint8Array ? { data: audio, mediaType } : audio;
  const link = Symbol.asyncIterator in source ? undefined : mediaLink(source);
  if (link === undefined)
    throw new KitError('unsupported', 'transcribe: a recording must be bytes, data or a link.', { field: 'audio' });
  return link;
}
