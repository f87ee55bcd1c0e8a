// speech: text → a link to the sound.
import { type JsonObject, KitError, type SpeechRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { stringOf } from '@kit/wire';
import { asked } from './ask.ts';
import type { Settings } from './options.ts';

export const speechOperation = (settings: Settings): HandledOperation<'speech'> =>
  asked<'speech'>(
    {
      endpoint: 'speech-synthesis',
      gpu: true,
      unsaid: ['format', 'sampleRate', 'speed', 'instructions', 'language', 'seed'],
      input: speechInput,
      result({ url: told }, { input }, { provider }) {
        const url = stringOf(told);
        if (url === undefined) throw new KitError('invalid-response', 'The reply holds no sound.', { provider });
        return { audio: { url }, usage: { state: 'reported', units: { characters: input.length } } };
      },
    },
    settings,
  );

/** Voices are `woman` and `man`. */
function speechInput(request: SpeechRequest): JsonObject {
  const { input, voice } = request;
  return { text: input, ...(voice !== undefined && { voice }) };
}
