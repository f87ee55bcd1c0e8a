// Speech: a link to the sound, or the sound in pieces as events of the vendor's own wire.
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
import { base64ToBytes, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const path = '/services/aigc/multimodal-generation/generation';
const unknown = ['format', 'sampleRate', 'speed', 'instructions', 'seed'] as const;

export function speechOperation(baseURL: string): OperationDeclaration<'speech'> {
  return {
    endpoint: { path, baseURL },
    transformer: {
      encode: encodeSpeech,
      decode(reply, _, { provider }) {
        const body = recordOf(reply.json()) ?? {};
        const audio = recordOf(recordOf(body.output)?.audio);
        const url = stringOf(audio?.url) || undefined;
        const data = base64ToBytes(stringOf(audio?.data) ?? '');
        if (url === undefined && !data?.length)
          throw new KitError('invalid-response', 'The reply holds no sound.', { provider });
        return {
          audio: { ...(url !== undefined && { url }), ...(data?.length && { data }), mediaType: 'audio/wav' },
          usage: usageOf(body.usage),
        };
      },
    },
  };
}

export function speechStreamOperation(baseURL: string): OperationDeclaration<'speechStream'> {
  return {
    endpoint: { path, baseURL, headers: { 'x-dashscope-sse': 'enable' } },
    streamTransformer: {
      // Samples of 16 bits, 24,000 a second.
      framing: 'sse',
      encode: encodeSpeech,
      decoder: (_, context) => new SoundEvents({ mediaType: 'audio/pcm', read: readEvent }, context),
    },
  };
}

function encodeSpeech(request: SpeechRequest, context: CodecContext): Encoded<undefined> {
  const { model, input: text, voice, language, vendor } = request;
  const warnings = leftOut(request, unknown);
  if (voice === undefined)
    warnings.push({ feature: 'voice', detail: 'No voice was named; the vendor may refuse the request.' });
  const input: JsonObject = {
    text,
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language_type: language }),
    ...(vendorOptions(vendor, context, 'qwen') as JsonObject | undefined),
  };
  const value = { ...(model !== undefined && { model }), input };
  return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
}

/** Pieces, until a reason to finish other than the word "null". The last event has a link to all of it as well. */
function readEvent(event: JsonRecord, { name }: { readonly name: string | undefined }): SoundEvent {
  const { audio, finish_reason: reason } = recordOf(event.output) ?? {};
  const { data, url } = recordOf(audio) ?? {};
  return {
    data: base64ToBytes(stringOf(data) ?? ''),
    isLast: Boolean(url) || (Boolean(reason) && reason !== 'null'),
    failed: name === 'error' || (Boolean(event.code) && !event.output),
    ...(isRecord(event.usage) && { usage: usageOf(event.usage) }),
  };
}

function usageOf(raw: unknown): Usage {
  const usage: JsonRecord = recordOf(raw) ?? {};
  const inputTokens = numberOf(usage.input_tokens);
  const outputTokens = numberOf(usage.output_tokens);
  const characters = numberOf(usage.characters);
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(characters !== undefined && { units: { characters } }),
  };
}
