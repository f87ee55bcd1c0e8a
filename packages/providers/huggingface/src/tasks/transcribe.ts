// transcribe: the bytes of a recording; with settings, inside JSON.
import {
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type TranscribeRequest,
  type TranscribeResponse,
  type Transformer,
  vendorOptions,
  type Warning,
  type WireBody,
} from '@kit/core';
import { arrayOf, base64ToBytes, bytesToBase64, numberOf, recordOf, stringOf } from '@kit/wire';
import { hostedTask, rootOf } from './address.ts';
import { usageOf } from './facts.ts';

type Timestamps = NonNullable<TranscribeRequest['timestamps']>;

const transformer: Transformer<'transcribe', Timestamps> = {
  encode(request, context) {
    const warnings: Warning[] = [];
    const parameters = parametersOf(request, warnings);
    const own = vendorOptions(request.vendor, context, 'huggingface') as JsonObject | undefined;
    const isPlain = Object.keys(parameters).length === 0 && own === undefined;
    const { data, mediaType } = recordingOf(request, context.provider);
    const body: WireBody = isPlain
      ? data instanceof Uint8Array
        ? { type: 'bytes', data, mediaType }
        : { type: 'stream', data, mediaType }
      : { type: 'json', value: { inputs: inJson(data, context.provider), parameters, ...own } };
    return {
      wire: { url: hostedTask(undefined)(request.model ?? '', rootOf(context)), body },
      warnings,
      state: request.timestamps ?? 'none',
    };
  },
  decode(reply, timestamps, { provider }) {
    const told = recordOf(reply.json());
    const text = stringOf(told?.text);
    if (text === undefined) throw new KitError('invalid-response', 'The reply holds no transcript.', { provider });
    return { text, ...chunksOf(told?.chunks, timestamps), ...usageOf(reply) };
  },
};

function parametersOf(request: TranscribeRequest, warnings: Warning[]): JsonObject {
  for (const feature of ['prompt', 'keywords', 'diarize'] as const)
    if (request[feature]) warnings.push({ feature, detail: 'The task does not take it; left out.' });
  const { language, temperature, timestamps, translate } = request;
  const generate = {
    ...(language !== undefined && { language }),
    ...(temperature !== undefined && { temperature }),
    ...(translate && { task: 'translate' }),
  };
  return {
    ...(timestamps === 'segment' && { return_timestamps: true }),
    ...(timestamps === 'word' && { return_timestamps: 'word' }),
    ...(Object.keys(generate).length > 0 && { generation_parameters: generate }),
  };
}

function recordingOf(
  { audio, mediaType = 'audio/wav' }: TranscribeRequest,
  provider: string,
): { readonly data: Uint8Array | AsyncIterable<Uint8Array>; readonly mediaType: string } {
  if (audio instanceof Uint8Array || Symbol.asyncIterator in audio) return { data: audio, mediaType };
  const data = 'data' in audio ? (typeof audio.data === 'string' ? base64ToBytes(audio.data) : audio.data) : undefined;
  if (data) return { data, mediaType: audio.mediaType ?? mediaType };
  throw new KitError('unsupported', 'The task takes the bytes of a recording, no links and no files.', {
    provider,
    field: 'audio',
  });
}

function inJson(data: Uint8Array | AsyncIterable<Uint8Array>, provider: string): string {
  if (data instanceof Uint8Array) return bytesToBase64(data);
  throw new KitError('unsupported', 'With settings the recording stands in JSON: give it as bytes, not as a stream.', {
    provider,
    field: 'audio',
  });
}

/** `[{ text, timestamp: [start, end] }]`: words, or pieces, as was asked. */
function chunksOf(told: unknown, timestamps: Timestamps): Pick<TranscribeResponse, 'segments' | 'words'> {
  const pieces = arrayOf(told).flatMap((value) => {
    const chunk = recordOf(value);
    const text = stringOf(chunk?.text);
    const [start, end] = arrayOf(chunk?.timestamp).map(numberOf);
    if (text === undefined || start === undefined) return [];
    return [{ text: text.trim(), startSeconds: start, endSeconds: end ?? start }];
  });
  if (pieces.length === 0) return {};
  return timestamps === 'word' ? { words: pieces } : { segments: pieces };
}

export const transcribeOperation: OperationDeclaration<'transcribe'> = {
  endpoint: { path: '/' },
  transformer: transformer as Transformer<'transcribe'>,
};
