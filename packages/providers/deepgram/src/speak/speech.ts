// speech: a text, spoken, whole.
import type { OperationDeclaration, Transformer } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import { encodeSpeech, type SpeechState } from './encode-speech.ts';
import { isText, noSound, speechMeta, speechUsage } from './speech-meta.ts';

const transformer: Transformer<'speech', SpeechState> = {
  encode: encodeSpeech,
  decode(reply, { sampleRate }) {
    const { headers, bytes } = reply;
    const mediaType = headers['content-type'];
    const usage = speechUsage(headers);
    const known = { meta: speechMeta(headers), ...(usage && { usage }) };
    if (mediaType?.includes('json')) {
      const responseId = stringOf(recordOf(reply.json())?.request_id);
      if (responseId === undefined) throw noSound(headers);
      const detail = 'Deepgram took the text and posts its sound to the callback.';
      return { ...known, audio: {}, meta: { ...known.meta, responseId }, warnings: [{ feature: 'callback', detail }] };
    }
    if (isText(headers) || bytes.length === 0) throw noSound(headers);
    const audio = {
      data: bytes,
      ...(mediaType !== undefined && { mediaType }),
      ...(sampleRate !== undefined && { sampleRate }),
    };
    return { ...known, audio };
  },
};

export const speechDeclaration: OperationDeclaration<'speech'> = {
  endpoint: { path: '/speak' },
  transformer: transformer as Transformer<'speech'>,
};
