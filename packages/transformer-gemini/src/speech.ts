// Speech: a tts model's `generateContent` answers raw PCM, which gets a WAV header.
import {
  type CodecContext,
  type Decoded,
  type Encoded,
  type JsonObject,
  type JsonValue,
  KitError,
  type SpeechRequest,
  type SpeechResponse,
  type Transformer,
  type WireReply,
} from '@kit/core';
import { base64ToBytes, parsePcmMediaType, type WarningList, warningList, wavFromPcm } from '@kit/wire';
import { decodeChatResponse } from './chat/decode-response.ts';
import { type ChatState, encodeChatRequest } from './chat/encode-request.ts';
import { type GeminiDialect, methodPath } from './dialect.ts';
import { vendorFields, vendorRecord } from './vendor-fields.ts';

export interface SpeechState {
  readonly chat: ChatState;
  /** The samples as they come, without a header. */
  readonly raw: boolean;
}

export function geminiSpeech(dialect: GeminiDialect): Transformer<'speech', SpeechState> {
  return {
    encode: (request, context) => encodeSpeech(request, context, dialect),
    decode: decodeSpeech,
  };
}

function encodeSpeech(request: SpeechRequest, context: CodecContext, dialect: GeminiDialect): Encoded<SpeechState> {
  const warnings = warningList();
  warnOfTheRest(request, warnings);
  const own = vendorFields(request.vendor, context);
  const config = vendorRecord(own, 'generationConfig');
  const {
    body,
    state,
    warnings: more,
  } = encodeChatRequest(
    {
      model: request.model,
      // How to speak is said in words before the text.
      messages: [
        {
          role: 'user',
          content: request.instructions === undefined ? request.input : `${request.instructions}: ${request.input}`,
        },
      ],
      seed: request.seed,
      vendor: {
        gemini: { ...own, generationConfig: { responseModalities: ['AUDIO'], ...voiceConfig(request), ...config } },
      },
    },
    context,
    dialect,
  );
  return {
    wire: {
      path: methodPath(dialect, request.model, 'generateContent'),
      body: { type: 'json', value: body as JsonValue },
    },
    warnings: [...warnings.warnings, ...more],
    state: { chat: state, raw: request.format === 'pcm' },
  };
}

function voiceConfig({ voice, language }: SpeechRequest): JsonObject {
  const speechConfig = {
    ...(voice !== undefined && { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } }),
    ...(language !== undefined && { languageCode: language }),
  };
  return Object.keys(speechConfig).length > 0 ? { speechConfig } : {};
}

function warnOfTheRest({ format, speed, sampleRate }: SpeechRequest, warnings: WarningList): void {
  if (format !== undefined && format !== 'wav' && format !== 'pcm')
    warnings.add('format', 'Gemini speaks WAV or raw PCM: WAV was made.');
  if (speed !== undefined && speed !== 1)
    warnings.add('speed', 'Gemini takes no speed; it can be asked for in `instructions`.');
  if (sampleRate !== undefined && sampleRate !== 24_000) warnings.add('sampleRate', 'Gemini speaks at 24,000 Hz.');
}

function decodeSpeech(reply: WireReply, { chat, raw }: SpeechState, context: CodecContext): Decoded<SpeechResponse> {
  const answer = decodeChatResponse(reply, chat, context);
  const pieces = typeof answer.message.content === 'string' ? [] : answer.message.content;
  const sounds = pieces.flatMap((part) => (part.type === 'audio' && 'data' in part.source ? part.source : []));
  const [first] = sounds;
  if (!first) {
    const code = answer.finishReason === 'content-filter' ? 'content-filter' : 'invalid-response';
    throw new KitError(code, `The model did not speak (${answer.rawFinishReason ?? 'no reason given'}).`, {
      provider: context.provider,
    });
  }
  const data = joined(
    sounds.map(({ data: piece }) => (typeof piece === 'string' ? (base64ToBytes(piece) ?? new Uint8Array()) : piece)),
  );
  return {
    audio: soundOf(data, first.mediaType, raw),
    ...(answer.usage && { usage: answer.usage }),
    ...(answer.meta && { meta: answer.meta }),
  };
}

function soundOf(data: Uint8Array, mediaType: string, raw: boolean): SpeechResponse['audio'] {
  const format = parsePcmMediaType(mediaType);
  if (!format) return { data, mediaType };
  const known = {
    sampleRate: format.sampleRateHz,
    durationSeconds: data.length / (2 * format.channels * format.sampleRateHz),
  };
  return raw ? { data, mediaType, ...known } : { data: wavFromPcm(data, format), mediaType: 'audio/wav', ...known };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only) return only;
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
