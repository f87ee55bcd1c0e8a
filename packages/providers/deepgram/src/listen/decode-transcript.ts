// The reply to a recording.
import {
  type Decoded,
  type JsonValue,
  KitError,
  type TranscribeResponse,
  type TranscriptSegment,
  type Warning,
  type WireReply,
} from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { insightsOf } from './insights.ts';
import { listenUsage } from './usage.ts';
import { speakerAndConfidence, timesOf, wordsOf } from './words.ts';

export function decodeTranscript(reply: WireReply): Decoded<TranscribeResponse> {
  const body = recordOf(reply.json()) ?? {};
  const metadata = recordOf(body.metadata) ?? {};
  const results = recordOf(body.results);
  const responseId = stringOf(metadata.request_id) ?? stringOf(body.request_id);
  // A callback gets the results; whoever asked for it gets the request's id.
  if (!results && responseId === undefined)
    throw new KitError('invalid-response', 'The reply holds no transcript.', { status: reply.status });
  const warnings = warningsOf(metadata, results);
  const meta = {
    ...(responseId !== undefined && { responseId }),
    ...(responseId !== undefined && reply.headers['dg-request-id'] === undefined && { requestId: responseId }),
    ...modelOf(metadata),
    ...vendorOf(metadata),
  };
  if (!results) return { text: '', warnings, meta };
  const channels = arrayOf(results.channels).filter(isRecord);
  const spoken = channels.map((channel) => recordOf(arrayOf(channel.alternatives)[0]) ?? {});
  const language = stringOf(channels[0]?.detected_language) ?? stringOf(arrayOf(spoken[0]?.languages)[0]);
  const durationSeconds = numberOf(metadata.duration);
  const words = spoken.flatMap((alternative) => wordsOf(alternative.words));
  const segments = segmentsOf(results, spoken);
  const insights = insightsOf(results);
  const usage = listenUsage(metadata);
  return {
    // Each channel is a recording of its own.
    text: spoken.flatMap(({ transcript }) => stringOf(transcript) ?? []).join('\n'),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(segments.length > 0 && { segments }),
    ...(words.length > 0 && { words }),
    ...(insights && { insights }),
    ...(usage && { usage }),
    warnings,
    meta,
  };
}

/** Utterances where they were asked for, else the sentences of paragraphs. */
function segmentsOf(results: JsonRecord, spoken: readonly JsonRecord[]): TranscriptSegment[] {
  const utterances = arrayOf(results.utterances).filter(isRecord);
  if (utterances.length > 0) return utterances.flatMap((row) => segmentOf(row, stringOf(row.transcript), row));
  const paragraphs = spoken.flatMap(({ paragraphs: found }) => arrayOf(recordOf(found)?.paragraphs)).filter(isRecord);
  return paragraphs.flatMap((paragraph) =>
    arrayOf(paragraph.sentences)
      .filter(isRecord)
      .flatMap((sentence) => segmentOf(sentence, stringOf(sentence.text), paragraph)),
  );
}

function segmentOf(row: JsonRecord, text: string | undefined, spokenBy: JsonRecord): TranscriptSegment[] {
  const times = timesOf(row);
  return text === undefined || !times ? [] : [{ text, ...times, ...speakerAndConfidence(spokenBy) }];
}

/** What could not be analysed in this language comes as a warning inside a success. */
function warningsOf(metadata: JsonRecord, results: JsonRecord | undefined): Warning[] {
  const told = arrayOf(metadata.warnings)
    .filter(isRecord)
    .map((row) => ({
      feature: stringOf(row.parameter) ?? 'transcribe',
      detail: stringOf(row.message) ?? stringOf(row.type) ?? 'Deepgram warns without saying why.',
    }));
  if (results) return told;
  return [
    ...told,
    { feature: 'callback', detail: 'Deepgram took the recording and posts its result to the callback.' },
  ];
}

function modelOf(metadata: JsonRecord): { readonly model?: string } {
  const info = recordOf(metadata.model_info);
  const [first] = Object.values(info ?? {});
  const model = stringOf(recordOf(first)?.name) ?? stringOf(info?.name);
  return model === undefined ? {} : { model };
}

function vendorOf(metadata: JsonRecord): { readonly vendor?: Record<string, JsonValue> } {
  const facts = Object.entries({ model_info: metadata.model_info, sha256: metadata.sha256, tags: metadata.tags });
  const known = facts.filter(([, value]) => value !== undefined && value !== null);
  return known.length > 0 ? { vendor: Object.fromEntries(known) as Record<string, JsonValue> } : {};
}
