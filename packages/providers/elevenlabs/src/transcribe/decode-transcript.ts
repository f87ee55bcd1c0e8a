// The reply to a recording: one transcript, one for each channel, or the word that it will go to a webhook.
import { type Decoded, type JsonValue, KitError, type TranscribeResponse, type WireReply } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { turnsOf, wordsOf } from './words.ts';

export function decodeTranscript(reply: WireReply, provider: string): Decoded<TranscribeResponse> {
  const body = recordOf(reply.json());
  const responseId = stringOf(body?.transcription_id);
  const meta = responseId === undefined ? {} : { responseId };
  if (!body || (stringOf(body.text) === undefined && !Array.isArray(body.transcripts))) {
    const taken = stringOf(body?.request_id);
    if (taken === undefined) throw new KitError('invalid-response', 'The reply holds no transcript.', { provider });
    const detail = 'ElevenLabs took the recording and posts its transcript to the webhook.';
    return { text: '', warnings: [{ feature: 'webhook', detail }], meta: { responseId: taken, ...meta } };
  }
  const channels = Array.isArray(body.transcripts) ? body.transcripts.filter(isRecord) : [body];
  const words = channels.flatMap((channel) => wordsOf(channel.words));
  const segments = turnsOf(words);
  const language = stringOf(channels[0]?.language_code);
  const durationSeconds = numberOf(body.audio_duration_secs) ?? words.at(-1)?.endSeconds;
  const insights = insightsOf(body);
  return {
    text: channels.flatMap(({ text }) => stringOf(text) ?? []).join('\n'),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && {
      durationSeconds,
      usage: { state: 'reported' as const, units: { audioSeconds: durationSeconds } },
    }),
    ...(segments.length > 0 && { segments }),
    ...(words.length > 0 && { words }),
    ...(insights && { insights }),
    meta,
  };
}

/** Names, numbers and the like; the transcript as subtitles or a document; the transcript as it was rewritten. */
function insightsOf(body: JsonRecord): Record<string, JsonValue> | undefined {
  const told = {
    entities: arrayOf(body.entities).length > 0 ? body.entities : undefined,
    additionalFormats: arrayOf(body.additional_formats).length > 0 ? body.additional_formats : undefined,
    editedTranscript: body.edited_transcript ?? undefined,
  };
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return known.length > 0 ? (Object.fromEntries(known) as Record<string, JsonValue>) : undefined;
}
