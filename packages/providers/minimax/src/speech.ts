// Speech: sound as hexadecimal text, whole or in frames. The last frame repeats the others unless that is declined.
import {
  type CodecContext,
  type Encoded,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type SpeechRequest,
  type Usage,
  vendorOptions,
} from '@kit/core';
import { leftOut, type SoundEvent, SoundEvents } from '@kit/http';
import { isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { GroupQuery } from './endpoint.ts';
import { tellsFailure } from './errors.ts';
import { bytesOfHex } from './hex.ts';

interface SpeechState {
  readonly mediaType: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  pcm: 'audio/pcm',
};

export function speechOperation(query: GroupQuery): OperationDeclaration<'speech'> {
  return {
    endpoint: { path: '/t2a_v2', query },
    transformer: {
      encode: (request, context) => encodeSpeech(request, context, false),
      decode(reply, state, { provider }) {
        const body = recordOf(reply.json()) ?? {};
        const { mediaType } = state as SpeechState;
        const told = stringOf(recordOf(body.data)?.audio) ?? '';
        const sound = { mediaType, ...lengthOf(body) };
        if (/^https?:/.test(told)) return { audio: { url: told, ...sound }, usage: usageOf(body) };
        const data = bytesOfHex(told);
        if (!data || data.length === 0)
          throw new KitError('invalid-response', 'The reply holds no sound.', { provider });
        return { audio: { data, ...sound }, usage: usageOf(body) };
      },
    },
  };
}

export function speechStreamOperation(query: GroupQuery): OperationDeclaration<'speechStream'> {
  return {
    endpoint: { path: '/t2a_v2', query },
    streamTransformer: {
      framing: 'sse',
      encode: (request, context) => encodeSpeech(request, context, true),
      decoder: (state, context) => new SoundEvents({ ...(state as SpeechState), read: readFrame }, context),
    },
  };
}

function encodeSpeech(request: SpeechRequest, context: CodecContext, stream: boolean): Encoded<SpeechState> {
  const { model, input, voice, format, sampleRate, speed, language, vendor } = request;
  const warnings = leftOut(request, ['instructions', 'seed']);
  if (voice === undefined)
    warnings.push({ feature: 'voice', detail: 'No voice was named; the vendor may refuse the request.' });
  const own = (vendorOptions(vendor, context, 'minimax') as JsonObject | undefined) ?? {};
  const { voice_setting: ownVoice, audio_setting: ownAudio, ...rest } = own;
  const voiceSetting = {
    ...(voice !== undefined && { voice_id: voice }),
    ...(speed !== undefined && { speed }),
    ...(isRecord(ownVoice) && (ownVoice as JsonObject)),
  };
  const audioSetting = {
    ...(format !== undefined && { format }),
    ...(sampleRate !== undefined && { sample_rate: sampleRate }),
    ...(isRecord(ownAudio) && (ownAudio as JsonObject)),
  };
  const value: JsonObject = {
    ...(model !== undefined && { model }),
    text: input,
    stream,
    ...(stream ? { stream_options: { exclude_aggregated_audio: true } } : { output_format: 'hex' }),
    ...(language !== undefined && { language_boost: language }),
    ...(Object.keys(voiceSetting).length > 0 && { voice_setting: voiceSetting }),
    ...(Object.keys(audioSetting).length > 0 && { audio_setting: audioSetting }),
    ...rest,
  };
  const sent = String((audioSetting as JsonObject).format ?? 'mp3');
  const state = { mediaType: mediaTypes[sent] ?? `audio/${sent}` };
  return { wire: { body: { type: 'json', value } }, warnings, state };
}

/** Frames with pieces of the sound (status 1) and a last one (status 2) with its length, and maybe with all of it again. */
function readFrame(frame: JsonRecord, { heard }: { readonly heard: boolean }): SoundEvent {
  const { audio, status } = recordOf(frame.data) ?? {};
  const isLast = numberOf(status) === 2;
  return {
    data: isLast && heard ? undefined : bytesOfHex(stringOf(audio) ?? ''),
    isLast,
    failed: tellsFailure(frame),
    ...(isLast && { usage: usageOf(frame) }),
  };
}

const lengthOf = (body: JsonRecord) => {
  const { audio_length: length, audio_sample_rate: rate } = recordOf(body.extra_info) ?? {};
  const ms = numberOf(length);
  const sampleRate = numberOf(rate);
  return { ...(ms !== undefined && { durationSeconds: ms / 1000 }), ...(sampleRate !== undefined && { sampleRate }) };
};

function usageOf(body: JsonRecord): Usage {
  const info = recordOf(body.extra_info) ?? {};
  const characters = numberOf(info.usage_characters);
  const ms = numberOf(info.audio_length);
  return {
    state: 'reported',
    units: { ...(characters !== undefined && { characters }), ...(ms !== undefined && { audioSeconds: ms / 1000 }) },
  };
}
