// The wires beside chat: embeddings, images, speech, transcription, moderation, completions, model lists.
import type {
  CompleteRequest,
  CompleteResponse,
  EmbedRequest,
  EmbedResponse,
  FinishReason,
  GeneratedImage,
  ImageRequest,
  ImageResponse,
  JsonValue,
  MediaSource,
  Model,
  ModelsRequest,
  ModelsResponse,
  ModerateRequest,
  ModerateResponse,
  ServerFace,
  SpeechRequest,
  SpeechResponse,
  TranscribeRequest,
  TranscribeResponse,
  Usage,
  UserPart,
} from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { bytesToBase64, float32ToBase64, isRecord, numberOf, recordOf } from '@kit/wire';
import { sourceOfUrl } from '../request/media.ts';
import { decodePart } from './chat/decode-messages.ts';
import { encodeChatUsage, encodeFinishReason } from './chat/encode-response.ts';
import { formList, formText, isForm, type WireForm } from './forms.ts';
import { encodeResponsesUsage } from './responses/encode-response.ts';
import { vendorOf, WireFields, wrong } from './wire-fields.ts';

const seconds = () => Math.floor(systemEnvironment.now() / 1000);

/** POST /embeddings. Answers base64 where the client asks for it, as the official ones do. */
export const embedFace: ServerFace<'embed'> = {
  decodeRequest(body, { model } = {}): EmbedRequest {
    const fields = new WireFields(body);
    const input = fields.strings('input');
    if (input === undefined) throw wrong('input', 'expected a string or an array of strings');
    const asked = fields.string('model') ?? model;
    const dimensions = fields.count('dimensions');
    const user = fields.string('user');
    return {
      ...(asked !== undefined && { model: asked }),
      input,
      ...(dimensions !== undefined && { dimensions }),
      ...(user !== undefined && { user }),
      ...vendorOf('openai-embed', fields.rest()),
    };
  },
  encodeResponse({ embeddings, meta, usage }: EmbedResponse, request: EmbedRequest): JsonValue {
    const base64 = request.vendor?.['openai-embed']?.encoding_format === 'base64';
    const tokens = usage?.inputTokens ?? 0;
    return {
      object: 'list',
      data: embeddings.map((embedding, index) => ({
        object: 'embedding',
        index,
        embedding: base64 ? float32ToBase64(embedding) : [...embedding],
      })),
      model: meta.model ?? request.model ?? '',
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  },
};

/** POST /images/generations (JSON) and /images/edits (a form, or JSON with references). */
export const imageFace: ServerFace<'image'> = {
  decodeRequest(body, { model } = {}): ImageRequest {
    const fields = new WireFields(isForm(body) ? withNumbers(body) : body);
    const prompt = fields.string('prompt');
    if (prompt === undefined) throw wrong('prompt', 'expected a string');
    const uploaded = isForm(body) ? body.files : [];
    const images: MediaSource[] = uploaded
      .filter(({ name }) => name === 'image' || name === 'image[]')
      .map(({ data, mediaType }) => ({ data, mediaType }));
    const upload = uploaded.find(({ name }) => name === 'mask');
    for (const reference of fields.list('images') ?? []) images.push(referenced(reference, 'images'));
    const maskReference = fields.take('mask');
    const mask: MediaSource | undefined = upload
      ? { data: upload.data, mediaType: upload.mediaType }
      : maskReference === undefined
        ? undefined
        : referenced(maskReference, 'mask');
    const asked = fields.string('model') ?? model;
    const texts = {
      size: fields.string('size'),
      quality: fields.string('quality'),
      style: fields.string('style'),
      format: fields.string('output_format'),
      user: fields.string('user'),
    };
    const n = fields.count('n');
    const background = fields.string('background');
    return {
      ...(asked !== undefined && { model: asked }),
      prompt,
      ...(images.length > 0 && { images }),
      ...(mask && { mask }),
      ...(n !== undefined && { n }),
      ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
      ...(background !== undefined && { background: background as NonNullable<ImageRequest['background']> }),
      ...vendorOf('openai-image', fields.rest()),
    };
  },
  encodeResponse({ images, usage }: ImageResponse): JsonValue {
    return {
      created: seconds(),
      data: images.map(imageRow),
      ...(usage?.inputTokens !== undefined && { usage: encodeResponsesUsage(usage) }),
    };
  },
};

/** Text fields of a form, with numbers where they are meant. */
function withNumbers({ fields }: WireForm): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, name === 'n' ? (numberOf(value) ?? value) : value]),
  );
}

function referenced(value: unknown, field: string): MediaSource {
  const reference = recordOf(value);
  if (typeof reference?.file_id === 'string') return { fileId: reference.file_id };
  if (typeof reference?.image_url === 'string') return sourceOfUrl(reference.image_url);
  throw wrong(field, 'expected { image_url } or { file_id }');
}

function imageRow({ url, data, revisedPrompt }: GeneratedImage): JsonValue {
  return {
    ...(data !== undefined && { b64_json: data }),
    ...(url !== undefined && { url }),
    ...(revisedPrompt !== undefined && { revised_prompt: revisedPrompt }),
  };
}

/** POST /audio/speech answers bytes: `soundOf` gives them. The JSON form is for servers that have to answer JSON. */
export const speechFace: ServerFace<'speech'> = {
  decodeRequest(body, { model } = {}): SpeechRequest {
    const fields = new WireFields(body);
    const input = fields.string('input');
    if (input === undefined || input === '') throw wrong('input', 'expected a non-empty string');
    const asked = fields.string('model') ?? model;
    const voice = fields.take('voice');
    const format = fields.string('response_format');
    const speed = fields.number('speed');
    const instructions = fields.string('instructions');
    return {
      ...(asked !== undefined && { model: asked }),
      input,
      ...(typeof voice === 'string' && { voice }),
      ...(format !== undefined && { format }),
      ...(speed !== undefined && { speed }),
      ...(instructions !== undefined && { instructions }),
      ...vendorOf('openai-speech', { ...(isRecord(voice) && { voice: voice as JsonValue }), ...fields.rest() }),
    };
  },
  encodeResponse: ({ audio }: SpeechResponse): JsonValue =>
    audio.data ? { audio: bytesToBase64(audio.data) } : { url: audio.url ?? '' },
};

/** The reply of POST /audio/speech. */
export function soundOf({ audio }: SpeechResponse): { readonly data: Uint8Array; readonly mediaType: string } {
  return { data: audio.data ?? new Uint8Array(), mediaType: audio.mediaType ?? 'audio/mpeg' };
}

/** POST /audio/transcriptions and /audio/translations: the body is a form that has been read. */
export const transcribeFace: ServerFace<'transcribe'> = {
  decodeRequest(body, { model } = {}): TranscribeRequest {
    if (!isForm(body)) throw wrong('file', 'expected multipart/form-data with a file');
    const file = body.files.find(({ name }) => name === 'file');
    if (!file) throw wrong('file', 'expected a file');
    const asked = formText(body, 'model') ?? model;
    const language = formText(body, 'language');
    const prompt = formText(body, 'prompt');
    const temperature = numberOf(formText(body, 'temperature'));
    const format = formText(body, 'response_format');
    const [timestamps] = [...formList(body, 'timestamp_granularities[]'), ...formList(body, 'timestamp_granularities')];
    return {
      ...(asked !== undefined && { model: asked }),
      audio: file.data,
      mediaType: file.mediaType,
      ...(file.fileName !== undefined && { fileName: file.fileName }),
      ...(language !== undefined && { language }),
      ...(prompt !== undefined && { prompt }),
      ...(temperature !== undefined && { temperature }),
      ...((timestamps === 'word' || timestamps === 'segment') && { timestamps }),
      ...(format === 'diarized_json' && { diarize: true }),
      ...vendorOf('openai-transcribe', format === undefined ? {} : { response_format: format }),
    };
  },
  /** A string where the client asked for text. */
  encodeResponse(result: TranscribeResponse, request: TranscribeRequest): JsonValue {
    const format = request.vendor?.['openai-transcribe']?.response_format;
    if (format === 'text' || format === 'srt' || format === 'vtt') return result.text;
    const verbose = format === 'verbose_json' || format === 'diarized_json';
    return {
      text: result.text,
      ...(verbose && { task: 'transcribe', language: result.language ?? '', duration: result.durationSeconds ?? 0 }),
      ...(result.segments &&
        verbose && {
          segments: result.segments.map(({ text, startSeconds, endSeconds, speaker }, id) => ({
            id,
            text,
            start: startSeconds,
            end: endSeconds,
            ...(speaker !== undefined && { speaker }),
          })),
        }),
      ...(result.words &&
        verbose && {
          words: result.words.map(({ text, startSeconds, endSeconds }) => ({
            word: text,
            start: startSeconds,
            end: endSeconds,
          })),
        }),
      ...(result.usage && { usage: transcriptUsage(result.usage) }),
    };
  },
};

function transcriptUsage({ inputTokens, outputTokens, units }: Usage): JsonValue {
  if (inputTokens === undefined) return { type: 'duration', seconds: units?.audioSeconds ?? 0 };
  return {
    type: 'tokens',
    input_tokens: inputTokens,
    output_tokens: outputTokens ?? 0,
    total_tokens: inputTokens + (outputTokens ?? 0),
  };
}

/** POST /moderations. */
export const moderateFace: ServerFace<'moderate'> = {
  decodeRequest(body, { model } = {}): ModerateRequest {
    const fields = new WireFields(body);
    const input = fields.take('input');
    const asked = fields.string('model') ?? model;
    return {
      ...(asked !== undefined && { model: asked }),
      input: moderated(input),
      ...vendorOf('openai-moderate', fields.rest()),
    };
  },
  encodeResponse({ results, meta }: ModerateResponse, request: ModerateRequest): JsonValue {
    return {
      id: meta.responseId ?? `modr-${systemEnvironment.id()}`,
      model: meta.model ?? request.model ?? '',
      results: results.map(({ flagged, categories, scores }) => ({
        flagged,
        categories,
        category_scores: scores ?? {},
      })),
    };
  },
};

function moderated(input: unknown): ModerateRequest['input'] {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input) || input.length === 0)
    throw wrong('input', 'expected a string, an array of strings or an array of parts');
  if (input.every((item) => typeof item === 'string')) return input;
  return [input.map((part, index): UserPart => decodePart(part, `input[${index}]`))];
}

/** POST /completions, the old wire. */
export const completeFace: ServerFace<'complete'> = {
  decodeRequest(body, { model } = {}): CompleteRequest {
    const fields = new WireFields(body);
    const prompt = fields.take('prompt');
    const [first] = Array.isArray(prompt) && prompt.length === 1 ? prompt : [prompt];
    if (typeof first !== 'string') throw wrong('prompt', 'expected one string');
    const asked = fields.string('model') ?? model;
    const values = {
      suffix: fields.string('suffix'),
      maxTokens: fields.count('max_tokens'),
      temperature: fields.number('temperature'),
      topP: fields.number('top_p'),
      stop: fields.strings('stop'),
      seed: fields.number('seed'),
      n: fields.count('n'),
      user: fields.string('user'),
    };
    fields.take('stream');
    const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    return {
      ...(asked !== undefined && { model: asked }),
      prompt: first,
      ...known,
      ...vendorOf('openai-completions', fields.rest()),
    };
  },
  encodeResponse({ choices, meta, usage, rawFinishReason }: CompleteResponse, request: CompleteRequest): JsonValue {
    const reason = (finish: FinishReason, index: number) =>
      encodeFinishReason(finish, index === 0 ? rawFinishReason : undefined);
    return {
      id: meta.responseId ?? `cmpl-${systemEnvironment.id()}`,
      object: 'text_completion',
      created: seconds(),
      model: meta.model ?? request.model ?? '',
      choices: choices.map(({ text, finishReason }, index) => ({
        index,
        text,
        logprobs: null,
        finish_reason: reason(finishReason, index),
      })),
      ...(usage && { usage: encodeChatUsage(usage) }),
    };
  },
};

/** GET /models. */
export const modelsFace: ServerFace<'models'> = {
  decodeRequest: (): ModelsRequest => ({}),
  encodeResponse: ({ models }: ModelsResponse): JsonValue => ({ object: 'list', data: models.map(modelRow) }),
};

function modelRow({ id, released, ownedBy, provider }: Model): JsonValue {
  const created = released === undefined ? Number.NaN : Date.parse(released);
  return {
    id,
    object: 'model',
    created: Number.isNaN(created) ? 0 : created / 1000,
    owned_by: typeof ownedBy === 'string' ? ownedBy : (provider ?? ''),
  };
}
