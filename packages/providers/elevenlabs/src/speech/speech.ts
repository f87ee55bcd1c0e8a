// speech: a text, spoken, whole.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { base64ToBytes, recordOf, stringOf, wavFromPcm } from '@kit/wire';
import { encodeSpeech, type SpeechState } from './encode-speech.ts';
import { alignmentOf, isNoSound, noSound, speechMeta, speechUsage } from './speech-meta.ts';

export function speechOperation(voice: string | undefined): OperationDeclaration<'speech'> {
  const transformer: Transformer<'speech', SpeechState> = {
    encode: (request, context) => encodeSpeech(request, context, { suffix: '', voice, takesWav: true }),
    decode(reply, { format, model }) {
      const { headers } = reply;
      const told = headers['content-type'] ?? '';
      const body = told.includes('json') ? recordOf(reply.json()) : undefined;
      if (!body && isNoSound(headers)) throw noSound(headers);
      const bytes = body ? base64ToBytes(stringOf(body.audio_base64) ?? '') : reply.bytes;
      if (!bytes || bytes.length === 0) throw noSound(headers);
      const { wav, sampleRate = 24_000 } = format;
      const alignment = alignmentOf(body);
      const usage = speechUsage(headers);
      return {
        audio: {
          data: wav ? wavFromPcm(bytes, { sampleRateHz: sampleRate }) : bytes,
          mediaType: wav || body || told === '' ? format.mediaType : told,
          ...(format.sampleRate !== undefined && { sampleRate: format.sampleRate }),
          ...(alignment.length > 0 && { alignment }),
        },
        ...(usage && { usage }),
        meta: speechMeta(headers, model),
      };
    },
  };
  return { endpoint: { path: '/v1/text-to-speech' }, transformer: transformer as Transformer<'speech'> };
}

export function invalidSound(): KitError {
  return new KitError('invalid-response', 'A piece of the sound is malformed base64.');
}
