// Transcription: `generateContent` with the recording and an instruction; segments come as JSON.
import {
  type CodecContext,
  type Decoded,
  type Encoded,
  type JsonSchema,
  type JsonValue,
  KitError,
  type MediaSource,
  type TranscribeRequest,
  type TranscribeResponse,
  type TranscriptSegment,
  type Transformer,
  type WireReply,
} from '@kit/core';
import { arrayOf, numberOf, parseDuration, parseJson, recordOf, stringOf, warningList } from '@kit/wire';
import { decodeChatResponse } from './chat/decode-response.ts';
import { type ChatState, encodeChatRequest } from './chat/encode-request.ts';
import { type GeminiDialect, methodPath } from './dialect.ts';

export interface TranscribeState {
  readonly chat: ChatState;
  /** The answer is JSON with segments. */
  readonly structured: boolean;
}

export function geminiTranscribe(dialect: GeminiDialect): Transformer<'transcribe', TranscribeState> {
  return {
    encode: (request, context) => encodeTranscribe(request, context, dialect),
    decode: decodeTranscribe,
  };
}

function encodeTranscribe(
  request: TranscribeRequest,
  context: CodecContext,
  dialect: GeminiDialect,
): Encoded<TranscribeState> {
  const warnings = warningList();
  if (request.timestamps === 'word') warnings.add('timestamps', 'Gemini tells the times of segments, not of words.');
  const structured = request.diarize === true || (request.timestamps !== undefined && request.timestamps !== 'none');
  const {
    body,
    state,
    warnings: more,
  } = encodeChatRequest(
    {
      model: request.model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: instruction(request, structured) },
            { type: 'audio', source: sourceOf(request, context) },
          ],
        },
      ],
      temperature: request.temperature,
      ...(structured && { output: { type: 'json-schema' as const, schema: transcriptSchema } }),
      vendor: request.vendor,
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
    state: { chat: state, structured },
  };
}

function sourceOf({ audio, mediaType }: TranscribeRequest, { provider }: CodecContext): MediaSource {
  if (audio instanceof Uint8Array) return { data: audio, mediaType: mediaType ?? 'audio/wav' };
  if (Symbol.asyncIterator in audio) {
    throw new KitError(
      'unsupported',
      'Gemini takes a recording as bytes, as a link or as an uploaded file, not as a stream: upload it with `files` first.',
      {
        provider,
        field: 'audio',
      },
    );
  }
  return audio;
}

function instruction(
  { language, prompt, keywords, translate, diarize }: TranscribeRequest,
  structured: boolean,
): string {
  const lines = [
    translate ? 'Translate what is said in this recording into English.' : 'Transcribe this recording word for word.',
  ];
  if (language !== undefined) lines.push(`The language spoken is "${language}".`);
  if (prompt !== undefined) lines.push(`Context: ${prompt}`);
  if (keywords && keywords.length > 0) lines.push(`Words that may occur: ${keywords.join(', ')}.`);
  if (diarize) lines.push('Tell the speakers apart and name them A, B, C and so on.');
  lines.push(
    structured
      ? 'Give the times in seconds from the start.'
      : 'Answer with the text alone. Answer nothing at all if nobody speaks.',
  );
  return lines.join('\n');
}

const transcriptSchema: JsonSchema = {
  type: 'object',
  properties: {
    language: { type: 'string', description: 'ISO 639-1' },
    segments: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          start: { type: 'number', description: 'seconds' },
          end: { type: 'number', description: 'seconds' },
          speaker: { type: 'string' },
          text: { type: 'string' },
        },
        required: ['start', 'end', 'text'],
      },
    },
  },
  required: ['segments'],
};

function decodeTranscribe(
  reply: WireReply,
  { chat, structured }: TranscribeState,
  context: CodecContext,
): Decoded<TranscribeResponse> {
  const answer = decodeChatResponse(reply, chat, context);
  if (answer.finishReason === 'content-filter') {
    throw new KitError(
      'content-filter',
      `The transcript was refused: ${answer.rawFinishReason ?? 'no reason given'}.`,
      { provider: context.provider },
    );
  }
  const read = structured ? segmentsOf(answer.text) : undefined;
  return {
    text: read ? read.segments.map(({ text }) => text).join(' ') : answer.text.trim(),
    ...read,
    ...(answer.usage && { usage: answer.usage }),
    ...(answer.meta && { meta: answer.meta }),
  };
}

/** Undefined if the model did not keep to the schema: the text then stands as it is. */
function segmentsOf(text: string): { segments: TranscriptSegment[]; language?: string } | undefined {
  const record = recordOf(parseJson(text));
  if (!record) return undefined;
  const language = stringOf(record.language);
  const segments = arrayOf(record.segments).flatMap((item) => {
    const segment = recordOf(item);
    const words = stringOf(segment?.text);
    if (!segment || words === undefined) return [];
    const speaker = stringOf(segment.speaker);
    return [
      {
        text: words,
        startSeconds: seconds(segment.start),
        endSeconds: seconds(segment.end),
        ...(speaker !== undefined && { speaker }),
      },
    ];
  });
  return { segments, ...(language !== undefined && { language }) };
}

/** Seconds, also where the model wrote them as `1:02.5`. */
function seconds(value: unknown): number {
  const plain = numberOf(value);
  if (plain !== undefined) return plain;
  const text = stringOf(value) ?? '';
  const clock = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  return (parseDuration(text) ?? 0) / 1000;
}
