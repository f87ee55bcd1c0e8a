// What Deepgram understood beside the words: summary, topics, sentiments, intents, entities, finds.
import { arrayOf, type JsonRecord, recordOf, stringOf } from '@kit/wire';

export function insightsOf(results: JsonRecord): Readonly<Record<string, unknown>> | undefined {
  const summary = recordOf(results.summary);
  const alternatives = arrayOf(results.channels).flatMap((channel) => arrayOf(recordOf(channel)?.alternatives));
  const finds = arrayOf(results.channels).flatMap((channel) => arrayOf(recordOf(channel)?.search));
  const entities = alternatives.flatMap((alternative) => arrayOf(recordOf(alternative)?.entities));
  const translations = alternatives.flatMap((alternative) => arrayOf(recordOf(alternative)?.translations));
  const insights = {
    // A recording's summary is `short`, a text's is `text`.
    summary: stringOf(summary?.short) ?? stringOf(summary?.text),
    topics: segmentsOf(results.topics),
    sentiments: segmentsOf(results.sentiments),
    averageSentiment: recordOf(results.sentiments)?.average,
    intents: segmentsOf(results.intents),
    entities: entities.length > 0 ? entities : undefined,
    search: finds.length > 0 ? finds : undefined,
    translations: translations.length > 0 ? translations : undefined,
  };
  const known = Object.entries(insights).filter(([, value]) => value !== undefined && value !== null);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function segmentsOf(found: unknown): readonly unknown[] | undefined {
  const segments = recordOf(found)?.segments;
  return Array.isArray(segments) ? segments : undefined;
}
