// transcribe: sound → text.
import type { Call, JsonObject, MediaSource, TranscribeRequest } from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { inputDraft } from '../input.ts';
import { type EncodingTools, predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { decodeTranscript } from './decode-transcript.ts';
import { upload } from './files-of-input.ts';

type Audio = TranscribeRequest['audio'];

export function transcribeOperation(settings: PredictionSettings): ShownOperation<'transcribe'> {
  const operation = predicted<'transcribe'>(
    {
      purpose: 'transcribe',
      files: ({ audio }) => [audio as MediaSource],
      encode: encodeTranscribeInput,
      decode: (prediction, { meta, warnings }) => ({
        ...decodeTranscript(prediction.output),
        // Models answer more than the unified result has a place for.
        meta: { ...meta, vendor: { ...meta.vendor, output: prediction.output } },
        warnings,
        ...(prediction.usage && { usage: prediction.usage }),
      }),
    },
    settings,
  );
  return {
    handle: async (call, exchange) => operation.handle(await withSource(call, exchange, settings), exchange),
    inspect: (call, codec) => operation.inspect(shown(call), codec),
  };
}

/** The recording as a source. A stream can be sent only once: it goes to Replicate's files as it comes. */
async function withSource(
  call: Call<'transcribe'>,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Call<'transcribe'>> {
  const { audio, mediaType = 'audio/wav', fileName: name } = call.request;
  if (!isStream(audio)) return shown(call);
  const { link, context } = await upload({ data: audio, mediaType, name }, call, exchange, settings);
  return withAudio({ ...call, context }, { url: link });
}

function shown(call: Call<'transcribe'>): Call<'transcribe'> {
  const { audio, mediaType = 'audio/wav' } = call.request;
  if (audio instanceof Uint8Array) return withAudio(call, { data: audio, mediaType });
  return isStream(audio) ? withAudio(call, { url: '(the link of the uploaded stream)' }) : call;
}

function withAudio(call: Call<'transcribe'>, audio: MediaSource): Call<'transcribe'> {
  return { ...call, request: { ...call.request, audio } };
}

function isStream(audio: Audio): audio is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in audio;
}

export function encodeTranscribeInput(
  request: TranscribeRequest,
  { fields, linkOf, warnings }: EncodingTools,
): JsonObject {
  const draft = inputDraft(fields, warnings);
  draft.set('audio', linkOf(request.audio as MediaSource), 'audio', 'audio_file', 'file', 'audio_path');
  draft.set('language', request.language, 'language');
  const prompt = [request.prompt, request.keywords?.join(', ')].filter(Boolean).join('\n') || undefined;
  draft.set(request.prompt === undefined ? 'keywords' : 'prompt', prompt, 'initial_prompt', 'prompt');
  draft.set('temperature', request.temperature, 'temperature');
  if (request.translate) {
    if (fields.has('task')) draft.put('task', 'translate');
    else draft.set('translate', true, 'translate');
  }
  if (request.diarize) draft.set('diarize', true, 'diarization', 'diarise_audio', 'diarize');
  if (request.timestamps === 'word') {
    if (fields.has('timestamp')) draft.put('timestamp', 'word');
    else draft.set('timestamps', true, 'align_output', 'word_timestamps');
  }
  return draft.values;
}
