// Token counts. Thoughts stand beside the candidates, prompts of hosted tools beside the prompt; cached tokens are
// inside the prompt.
import { inputPartition, type JsonValue, type Modality, outputPartition, type Usage } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export function usageOf(raw: JsonRecord | undefined, state: Usage['state'] = 'reported'): Usage | undefined {
  if (!raw) return undefined;
  const inputTokens = sum(numberOf(raw.promptTokenCount), numberOf(raw.toolUsePromptTokenCount));
  const reasoning = numberOf(raw.thoughtsTokenCount);
  const total = numberOf(raw.totalTokenCount);
  const outputTokens = sum(numberOf(raw.candidatesTokenCount), reasoning) ?? rest(total, inputTokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const inputDetails = inputPartition(inputTokens, { cacheRead: numberOf(raw.cachedContentTokenCount) });
  const made = byModality(raw.candidatesTokensDetails);
  const outputDetails = outputPartition(outputTokens, { reasoning, audio: made.audio, image: made.image });
  const inputModalities = byModality(raw.promptTokensDetails, raw.toolUsePromptTokensDetails);
  return {
    state,
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(inputDetails && { inputDetails }),
    ...(outputDetails && { outputDetails }),
    ...(Object.keys(inputModalities).length > 0 && { inputModalities }),
    raw: raw as JsonValue,
  };
}

/** What the total leaves for the answer, where the answer itself is not counted. */
function rest(total: number | undefined, input: number | undefined): number | undefined {
  return total !== undefined && input !== undefined && total > input ? total - input : undefined;
}

function sum(...counts: readonly (number | undefined)[]): number | undefined {
  let total: number | undefined;
  for (const count of counts) if (count !== undefined) total = (total ?? 0) + count;
  return total;
}

const modalities: Readonly<Record<string, Modality>> = {
  TEXT: 'text',
  AUDIO: 'audio',
  IMAGE: 'image',
  VIDEO: 'video',
  DOCUMENT: 'document',
};

function byModality(...lists: readonly unknown[]): Partial<Record<Modality, number>> {
  const counts: Partial<Record<Modality, number>> = {};
  for (const list of lists) {
    for (const entry of arrayOf(list)) {
      const record = recordOf(entry);
      const word = stringOf(record?.modality) ?? '';
      const tokens = numberOf(record?.tokenCount);
      if (tokens === undefined || !Object.hasOwn(modalities, word)) continue;
      const modality = modalities[word] as Modality;
      counts[modality] = (counts[modality] ?? 0) + tokens;
    }
  }
  return counts;
}
