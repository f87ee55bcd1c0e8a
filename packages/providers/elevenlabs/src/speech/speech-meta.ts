// What stands around a sound: headers that count and name it, characters with their times.
import { KitError, type SpokenUnit, type Usage, type WireHeaders } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** What is billed: characters, or credits where the model's price is another. */
export function speechUsage(headers: WireHeaders): Usage | undefined {
  const characters = numberOf(headers['character-cost']);
  if (characters === undefined) return undefined;
  return { state: 'reported', units: { characters }, raw: { 'character-cost': characters } };
}

export function speechMeta(headers: WireHeaders, model: string | undefined) {
  const responseId = headers['history-item-id'];
  return { ...(model !== undefined && { model }), ...(responseId !== undefined && { responseId }) };
}

/** A page, a text or JSON where a sound should be. */
export function isNoSound({ 'content-type': type = '' }: WireHeaders): boolean {
  return type.startsWith('text/') || type.includes('json');
}

export function noSound({ 'content-type': type = 'no content type' }: WireHeaders): KitError {
  return new KitError('invalid-response', `The reply holds no sound (${type.slice(0, 80)}).`);
}

/** `{ characters, character_start_times_seconds, character_end_times_seconds }` of HTTP replies. */
export function alignmentOf(body: JsonRecord | undefined): SpokenUnit[] {
  const told = recordOf(body?.alignment) ?? recordOf(body?.normalized_alignment);
  const starts = arrayOf(told?.character_start_times_seconds);
  const ends = arrayOf(told?.character_end_times_seconds);
  return units(told?.characters, (at) => [numberOf(starts[at]), numberOf(ends[at])]);
}

/** `{ chars, charStartTimesMs, charDurationsMs }` of sessions; older ones spell it `chars_start_times_ms`. */
export function liveAlignmentOf(message: JsonRecord): SpokenUnit[] {
  const told = recordOf(message.alignment) ?? recordOf(message.normalizedAlignment);
  const starts = arrayOf(told?.charStartTimesMs ?? told?.char_start_times_ms);
  const durations = arrayOf(told?.charDurationsMs ?? told?.chars_durations_ms);
  return units(told?.chars, (at) => {
    const start = numberOf(starts[at]);
    const duration = numberOf(durations[at]);
    return [
      start && start / 1000,
      start === undefined || duration === undefined ? undefined : (start + duration) / 1000,
    ];
  });
}

type Times = readonly [startSeconds: number | undefined, endSeconds: number | undefined];

function units(characters: unknown, timesAt: (at: number) => Times): SpokenUnit[] {
  return arrayOf(characters).flatMap((character, at) => {
    const text = stringOf(character);
    const [startSeconds, endSeconds] = timesAt(at);
    return text === undefined || startSeconds === undefined || endSeconds === undefined
      ? []
      : [{ text, startSeconds, endSeconds }];
  });
}
