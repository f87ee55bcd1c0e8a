// Hyperbolic's own wire of pictures and speech. Loaded with the first of them.
import {
  type CodecContext,
  type Decoded,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type SpeechResponse,
  type Transformer,
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import { failureIn } from '@kit/transformer-openai';
import { imageTransformer } from '@kit/transformer-openai/media';
import { base64ToBytes, numberOf, recordOf, stringOf } from '@kit/wire';

/** The answer is OpenAI's. */
export function imageDeclaration(): OperationDeclaration<'image'> {
  const { decode } = imageTransformer();
  const transformer: Transformer<'image', undefined> = {
    encode(request, context) {
      const { model, prompt, n, size, seed, negativePrompt } = request;
      const [width, height] = (size ?? '').split('x').map(numberOf);
      const body = {
        model_name: model,
        prompt,
        ...(width !== undefined && height !== undefined && { width, height }),
        ...(n !== undefined && { num_images: n }),
        ...(seed !== undefined && { seed }),
        ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
        ...(vendorOptions(request.vendor, context, 'hyperbolic-image') as JsonObject | undefined),
      };
      const warnings = leftOut(request, [
        'images',
        'mask',
        'aspectRatio',
        'quality',
        'style',
        'background',
        'format',
        'user',
      ]);
      return { wire: { body: { type: 'json', value: body } }, warnings, state: undefined };
    },
    decode,
  };
  return { endpoint: { path: '/images/generations' }, transformer };
}

export const speechDeclaration: OperationDeclaration<'speech'> = {
  endpoint: { path: '/audio/generation' },
  transformer: {
    encode(request, context) {
      const { input, voice, speed, language } = request;
      const body = {
        text: input,
        ...(language !== undefined && { language }),
        ...(voice !== undefined && { speaker: voice }),
        ...(speed !== undefined && { speed }),
        ...(vendorOptions(request.vendor, context, 'hyperbolic-speech') as JsonObject | undefined),
      };
      return {
        wire: { body: { type: 'json', value: body } },
        warnings: leftOut(request, ['format', 'sampleRate', 'instructions', 'seed']),
        state: undefined,
      };
    },
    decode: decodeSpeech,
  },
};

function leftOut<R extends object>(request: R, fields: readonly (keyof R & string)[]): Warning[] {
  return fields
    .filter((field) => request[field] !== undefined)
    .map((feature) => ({ feature, detail: 'The vendor does not take it; left out.' }));
}

/** `{ audio: <base64 of an MP3>, duration }`. */
function decodeSpeech(reply: WireReply, _state: unknown, context: CodecContext): Decoded<SpeechResponse> {
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const data = base64ToBytes(stringOf(body?.audio) ?? '');
  if (!data || data.length === 0)
    throw new KitError('invalid-response', 'The reply holds no sound.', { provider: context.provider });
  const durationSeconds = numberOf(body?.duration);
  return { audio: { data, mediaType: 'audio/mpeg', ...(durationSeconds !== undefined && { durationSeconds }) } };
}
