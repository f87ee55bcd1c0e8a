// speech: text → a link to the sound.
import { type JsonObject, KitError, type SpeechRequest } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes } from '@kit/wire';
import { voiceField } from '../capabilities.ts';
import type { Settings } from '../options.ts';
import { byJob, filesOf } from './by-job.ts';

export const speechOperation = (settings: Settings): ShownOperation<'speech'> =>
  byJob<'speech'>(
    {
      unnamed: ['instructions', 'language', 'seed'],
      input: (request) => speechInput(request, settings),
      result({ output }) {
        const [file] = filesOf(output, 'audio_url', 'audio', 'result', 'audio_base64');
        const data = file?.data === undefined ? undefined : base64ToBytes(file.data);
        if (!file || (file.url === undefined && !data))
          throw new KitError('invalid-response', 'The job made no sound.');
        return {
          audio: {
            ...(file.url !== undefined && { url: file.url }),
            ...(data && { data }),
            ...(file.mediaType !== undefined && { mediaType: file.mediaType }),
          },
        };
      },
    },
    settings,
  );

function speechInput(request: SpeechRequest, { endpointId }: Settings): JsonObject {
  const { input, voice, format, speed, sampleRate, model = '' } = request;
  return {
    prompt: input,
    ...(voice !== undefined && { [voiceField(endpointId ?? model)]: voice }),
    ...(format !== undefined && { format }),
    ...(speed !== undefined && { speed }),
    ...(sampleRate !== undefined && { sample_rate: sampleRate }),
  };
}
