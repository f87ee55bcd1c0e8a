// speech: text → sound.
import { type JsonObject, KitError, type SpeechRequest } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { inputDraft } from '../input.ts';
import { type EncodingTools, predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { bytesOf, outputFiles } from './output-files.ts';

export function speechOperation(settings: PredictionSettings): ShownOperation<'speech'> {
  return predicted<'speech'>(
    {
      purpose: 'speech',
      encode: encodeSpeechInput,
      async decode(prediction, { meta, warnings, call, exchange }) {
        const [file] = outputFiles(prediction.output);
        if (!file) throw new KitError('invalid-response', 'The prediction has no sound.', { provider: meta.provider });
        const fetched = settings.download || file.data !== undefined ? await bytesOf(file, call, exchange) : undefined;
        const mediaType = fetched?.mediaType ?? file.mediaType;
        const audio = {
          ...(fetched && { data: fetched.data }),
          ...(file.url !== undefined && { url: file.url }),
          ...(mediaType !== undefined && { mediaType }),
        };
        return { audio, meta, warnings, ...(prediction.usage && { usage: prediction.usage }) };
      },
    },
    settings,
  );
}

export function encodeSpeechInput(request: SpeechRequest, { fields, warnings }: EncodingTools): JsonObject {
  const draft = inputDraft(fields, warnings);
  draft.set('input', request.input, 'text', 'prompt', 'input', 'gen_text');
  draft.set('voice', request.voice, 'voice_id', 'voice', 'speaker');
  draft.set('format', request.format, 'audio_format', 'output_format', 'format');
  draft.set('sampleRate', request.sampleRate, 'sample_rate');
  draft.set('speed', request.speed, 'speed');
  draft.set('instructions', request.instructions, 'instructions', 'style_prompt');
  draft.set('language', request.language, 'language', 'language_code', 'language_boost');
  draft.set('seed', request.seed, 'seed');
  return draft.values;
}
