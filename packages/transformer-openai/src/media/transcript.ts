// Transcripts as servers write them: JSON of several kinds, and the events of a stream.
import type {
  CodecContext,
  Decoded,
  JsonValue,
  PartDecoder,
  TranscribePart,
  TranscribeResponse,
  TranscriptSegment,
  TranscriptWord,
  Usage,
  WireHeaders,
} from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { failureIn } from '../reply/failure.ts';
import { unitsOf } from '../reply/usage-extras.ts';

export function readTranscript(body: JsonRecord): Decoded<TranscribeResponse> {
  // Together tells speakers apart in a list of its own.
  const segments = arrayOf(body.speaker_segments ?? body.segments)
    .map(segmentOf)
    .filter((segment) => segment !== undefined);
  const words = arrayOf(body.words)
    .map(wordOf)
    .filter((word) => word !== undefined);
  const language = stringOf(body.language);
  const durationSeconds = numberOf(body.duration);
  const usage = transcriptUsage(body.usage, durationSeconds);
  const model = stringOf(body.model);
  return {
    text: stringOf(body.text) ?? segments.map((segment) => segment.text).join(' '),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(segments.length > 0 && { segments }),
    ...(words.length > 0 && { words }),
    ...(usage && { usage }),
    meta: { ...(model !== undefined && { model }) },
  };
}

function segmentOf(value: unknown): TranscriptSegment | undefined {
  const segment = recordOf(value);
  const text = stringOf(segment?.text);
  if (!segment || text === undefined) return undefined;
  const speaker = stringOf(segment.speaker) ?? stringOf(segment.speaker_id);
  const confidence = numberOf(segment.confidence) ?? numberOf(segment.score);
  return {
    text,
    startSeconds: numberOf(segment.start) ?? 0,
    endSeconds: numberOf(segment.end) ?? 0,
    ...(speaker !== undefined && { speaker }),
    ...(confidence !== undefined && { confidence }),
  };
}

function wordOf(value: unknown): TranscriptWord | undefined {
  const word = recordOf(value);
  const text = stringOf(word?.word) ?? stringOf(word?.text);
  if (!word || text === undefined) return undefined;
  const confidence = numberOf(word.confidence);
  const { speaker } = word;
  return {
    text,
    startSeconds: numberOf(word.start) ?? 0,
    endSeconds: numberOf(word.end) ?? 0,
    // xAI numbers them.
    ...((typeof speaker === 'string' || typeof speaker === 'number') && { speaker: String(speaker) }),
    ...(confidence !== undefined && { confidence }),
  };
}

/** `{ type: tokens, input_tokens, … }` of the gpt models, `{ type: duration, seconds }` of whisper, Mistral's own. */
function transcriptUsage(value: unknown, durationSeconds: number | undefined): Usage | undefined {
  const raw = recordOf(value);
  const audioSeconds = unitsOf(raw ?? {})?.audioSeconds ?? durationSeconds;
  const inputTokens = numberOf(raw?.input_tokens) ?? numberOf(raw?.prompt_tokens);
  const outputTokens = numberOf(raw?.output_tokens) ?? numberOf(raw?.completion_tokens);
  const details = recordOf(raw?.input_token_details);
  const text = numberOf(details?.text_tokens);
  const audio = numberOf(details?.audio_tokens);
  if (audioSeconds === undefined && inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...((text !== undefined || audio !== undefined) && {
      inputModalities: { ...(text !== undefined && { text }), ...(audio !== undefined && { audio }) },
    }),
    ...(audioSeconds !== undefined && { units: { audioSeconds } }),
    ...(raw && { raw: raw as JsonValue }),
  };
}

/** `transcript.text.delta | .segment | .done`; Mistral says `transcription.text.delta`, `.segment`, `.language`, `.done`. */
export function transcriptDecoder(context: CodecContext, headers: WireHeaders): PartDecoder<TranscribePart> {
  return new TranscriptDecoder(context, headers);
}

class TranscriptDecoder implements PartDecoder<TranscribePart> {
  done = false;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  #started = false;
  #told = '';
  #segments = 0;
  #language: string | undefined;
  #transcript: Decoded<TranscribeResponse> | undefined;

  constructor(context: CodecContext, headers: WireHeaders) {
    this.#context = context;
    this.#headers = headers;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: TranscribePart[]): void {
    this.json(parseJson(typeof data === 'string' ? data : new TextDecoder().decode(data)), out);
  }

  json(event: unknown, out: TranscribePart[]): void {
    if (!isRecord(event)) return;
    const failure = failureIn(event);
    if (failure) throw this.#context.failure({ ...failure, headers: this.#headers });
    if (!this.#started) {
      this.#started = true;
      out.push({ type: 'start' });
    }
    switch (event.type) {
      case 'transcript.text.delta':
      case 'transcription.text.delta':
        return this.#text(stringOf(event.delta) ?? stringOf(event.text), out);
      case 'transcript.text.segment':
      case 'transcription.segment':
        return this.#segment(event, out);
      case 'transcription.language':
        this.#language = stringOf(event.audio_language);
        return;
      case 'transcript.text.done':
      case 'transcription.done':
        return this.#whole(event, out);
      default:
        // whisper-1 ignores `stream` and answers whole.
        if (event.type === undefined && typeof event.text === 'string') this.#whole(event, out);
    }
  }

  end(out: TranscribePart[]): boolean {
    if (!this.done) return false;
    const known = this.#transcript ?? { text: this.#told };
    const language = known.language ?? this.#language;
    out.push({
      type: 'finish',
      ...(known.usage && { usage: known.usage }),
      ...(language !== undefined && { language }),
      ...(known.durationSeconds !== undefined && { durationSeconds: known.durationSeconds }),
    });
    return true;
  }

  #text(delta: string | undefined, out: TranscribePart[]): void {
    if (!delta) return;
    this.#told += delta;
    out.push({ type: 'text', text: delta });
  }

  #segment(value: unknown, out: TranscribePart[]): void {
    const segment = segmentOf(value);
    if (!segment) return;
    this.#segments++;
    out.push({ type: 'segment', segment });
  }

  #whole(body: JsonRecord, out: TranscribePart[]): void {
    const transcript = readTranscript(body);
    this.#transcript = transcript;
    this.done = true;
    if (transcript.text.startsWith(this.#told)) this.#text(transcript.text.slice(this.#told.length), out);
    if (this.#segments > 0) return;
    for (const segment of transcript.segments ?? []) out.push({ type: 'segment', segment });
  }
}
