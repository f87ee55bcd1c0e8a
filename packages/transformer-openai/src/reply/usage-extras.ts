// What OpenAI's wires say about usage beside tokens in and out.
import type { Usage, UsageUnits } from '@kit/core';
import { type JsonRecord, numberOf } from '@kit/wire';

/** Input tokens by kind of media, where any but text is there. */
export function inputModalities(details: JsonRecord): Usage['inputModalities'] {
  const audio = numberOf(details.audio_tokens) ?? 0;
  const image = numberOf(details.image_tokens) ?? 0;
  const video = numberOf(details.video_tokens) ?? 0;
  const text = numberOf(details.text_tokens) ?? 0;
  if (audio + image + video === 0) return undefined;
  return {
    ...(text > 0 && { text }),
    ...(audio > 0 && { audio }),
    ...(image > 0 && { image }),
    ...(video > 0 && { video }),
  };
}

/** Searches (Perplexity, xAI) and seconds of audio (Mistral). */
export function unitsOf(raw: JsonRecord): UsageUnits | undefined {
  const searches = numberOf(raw.num_search_queries) ?? numberOf(raw.num_server_side_tools_used);
  const audioSeconds = numberOf(raw.prompt_audio_seconds) ?? numberOf(raw.seconds);
  if (!searches && !audioSeconds) return undefined;
  return { ...(searches && { searches }), ...(audioSeconds && { audioSeconds }) };
}
