// transcribe: sound → text.
import type { Call, JsonObject, MediaSource, TranscribeRequest } from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { spelled } from '../capabilities.ts';
import { type InputDraft, inputDraft } from '../input.ts';
import { type EncodingTools, predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { decodeTranscript } from './decode-transcript.ts';
import { upload } from './files-of-input.ts';

export function transcribeOperation(settings: PredictionSettings): HandledOperation<'transcribe'> {
  const operation = predicted<'transcribe'>(
    {
      purpose: 'transcribe',
      files: ({ audio, mediaType }) => [sourceOf(audio, mediaType)],
      encode: encodeTranscribeInput,
      decode: (prediction, { meta, warnings }) => {
        const { meta: more, ...transcript } = decodeTranscript(prediction.output);
        return {
          ...transcript,
          meta: more ? { ...meta, vendor: { ...meta.vendor, ...more } } : meta,
          warnings,
          ...(prediction.usage && { usage: prediction.usage }),
        };
      },
    },
    settings,
  );
  return {
    ...operation,
    handle: async (call, exchange) => operation.handle(await withUploadedStream(call, exchange), exchange),
  };
}

/** A stream of bytes can be sent only once: it goes to Replicate's files as it comes. */
async function withUploadedStream(call: Call<'transcribe'>, exchange: Exchange): Promise<Call<'transcribe'>> {
  const { audio, mediaType = 'audio/wav', fileName } = call.request;
  if (!isStream(audio)) return call;
  const url = await upload({ data: audio, mediaType, name: fileName }, call, exchange);
  return { ...call, request: { ...call.request, audio: { url } } };
}

function isStream(audio: TranscribeRequest['audio']): audio is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in audio;
}

/** The same object for the same recording, so that its link can be found again. */
const sources = new WeakMap<object, MediaSource>();

function sourceOf(audio: TranscribeRequest['audio'], mediaType = 'audio/wav'): MediaSource {
  return audio as MediaSource;
}
