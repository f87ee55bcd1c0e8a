// speech: text → a link to its sound.
import { KitError, type SpeechRequest, type Warning } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes, numberOf } from '@kit/wire';
import { speechRules } from '../capabilities.ts';
import { modelOperation } from '../queue/model-operation.ts';
import type { FalSettings } from '../settings.ts';
import { falOptions, given, type Keys } from '../vendor-options.ts';
import { filesIn } from './output-files.ts';

export function speechOperation(settings: FalSettings): ShownOperation<'speech'> {
  return modelOperation<'speech'>(
    {
      encode: encodeSpeech,
      decode(output, { input }) {
        const [file] = filesIn(output, 'audio', 'audio_url', 'audio_file');
        if (!file) throw new KitError('invalid-response', 'The model answered no sound.');
        const milliseconds = numberOf(output.duration_ms);
        const { data, ...told } = file;
        const bytes = data === undefined ? undefined : base64ToBytes(data);
        return {
          audio: {
            ...told,
            ...(bytes && { data: bytes }),
            ...(milliseconds !== undefined && { durationSeconds: milliseconds / 1000 }),
          },
          usage: { state: 'estimated', units: { characters: input.length } },
        };
      },
    },
    settings,
  );
}

function encodeSpeech(request: SpeechRequest, keys: Keys) {
  const { model = '', input, voice, speed, language, seed } = request;
  const warnings: Warning[] = [];
  for (const feature of ['format', 'sampleRate', 'instructions'] as const)
    if (request[feature] !== undefined)
      warnings.push({ feature, detail: 'Models of fal have no common word for it; see `vendor.fal`. Left out.' });
  const rules = speechRules(model);
  const setting = given({ voice_id: voice, speed });
  const spoken =
    rules.voices === 'voice_setting'
      ? { voice_setting: Object.keys(setting).length > 0 ? setting : undefined }
      : { voice, speed };
  return {
    model,
    input: given({ [rules.text]: input, ...spoken, language, seed, ...falOptions(request.vendor, keys) }),
    warnings,
  };
}
