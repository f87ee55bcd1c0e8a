// What a candidate and a reply say beside their parts: why they ended, what they used, where it comes from.
import type { Citation, FinishReason, JsonObject, JsonValue, TokenLogprob, Usage, VendorData } from '@kit/core';
import { byteOffsetAtIndex } from '@kit/wire';
import { finishReasonOf } from '../chat/finish-reason.ts';
import { ownData, type PartData } from '../chat/wire-data.ts';
import type { Body } from '../vendor-fields.ts';

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  'tool-calls': 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  error: 'MALFORMED_FUNCTION_CALL',
  other: 'OTHER',
};

/** The vendor's own word if it is one of this wire and means the same. */
export function finishWord(reason: FinishReason, raw: string | undefined): string {
  const isOurs =
    raw !== undefined && /^[A-Z][A-Z_]+$/.test(raw) && finishReasonOf(raw, reason === 'tool-calls') === reason;
  return isOurs ? raw : words[reason];
}

export function encodeUsage(usage: Usage | undefined): JsonObject | undefined {
  if (!usage) return undefined;
  const { inputTokens, outputTokens, inputDetails, outputDetails, inputModalities } = usage;
  const reasoning = outputDetails?.reasoning;
  const details = modalities(inputModalities);
  const made = modalities({
    audio: outputDetails?.audio,
    image: outputDetails?.image,
    text: outputDetails?.audio || outputDetails?.image ? outputDetails.text : undefined,
  });
  return {
    ...(inputTokens !== undefined && { promptTokenCount: inputTokens }),
    // Thoughts stand beside the candidates on this wire.
    ...(outputTokens !== undefined && { candidatesTokenCount: outputTokens - (reasoning ?? 0) }),
    ...(reasoning !== undefined && { thoughtsTokenCount: reasoning }),
    ...(inputDetails?.cacheRead !== undefined && { cachedContentTokenCount: inputDetails.cacheRead }),
    totalTokenCount: (inputTokens ?? 0) + (outputTokens ?? 0),
    ...(details.length > 0 && { promptTokensDetails: details }),
    ...(made.length > 0 && { candidatesTokensDetails: made }),
  };
}

function modalities(counts: Readonly<Record<string, number | undefined>> = {}): JsonValue[] {
  return Object.entries(counts).flatMap(([modality, tokenCount]) =>
    tokenCount === undefined ? [] : [{ modality: modality.toUpperCase(), tokenCount }],
  );
}

export function encodeLogprobs(logprobs: readonly TokenLogprob[] | undefined): Body {
  if (!logprobs || logprobs.length === 0) return {};
  const token = ({ token: text, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>) => ({
    token: text,
    logProbability: logprob,
  });
  const result = {
    chosenCandidates: logprobs.map(token),
    ...(logprobs.some(({ alternatives }) => alternatives) && {
      topCandidates: logprobs.map(({ alternatives = [] }) => ({ candidates: alternatives.map(token) })),
    }),
  };
  return { logprobsResult: result as JsonValue };
}

/** What this wire's vendor said of the answer as a whole, or citations of another one as grounding. */
export function encodeMessageData(vendor: VendorData | undefined, cited: readonly CitedText[]): PartData {
  const { promptFeedback: _, ...own } = ownData(vendor) ?? {};
  if (own.groundingMetadata !== undefined || own.citationMetadata !== undefined) return own;
  const groundingMetadata = groundingOf(cited);
  return { ...own, ...(groundingMetadata && { groundingMetadata }) };
}

export function promptFeedbackOf(vendor: VendorData | undefined): JsonValue | undefined {
  return ownData(vendor)?.promptFeedback;
}

/** A text part and what it cites. */
export interface CitedText {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** The bytes are counted over the whole text. */
function groundingOf(texts: readonly CitedText[]): JsonObject | undefined {
  const chunks: JsonObject[] = [];
  const supports: JsonObject[] = [];
  let before = 0;
  for (const { text, citations } of texts) {
    for (const { url, title, start, end } of citations) {
      const web = { ...(url !== undefined && { uri: url }), ...(title !== undefined && { title }) };
      chunks.push({ web });
      if (start === undefined || end === undefined) continue;
      const segment = {
        startIndex: before + byteOffsetAtIndex(text, start),
        endIndex: before + byteOffsetAtIndex(text, end),
        text: text.slice(start, end),
      };
      supports.push({ segment, groundingChunkIndices: [chunks.length - 1] });
    }
    before += byteOffsetAtIndex(text, text.length);
  }
  if (chunks.length === 0) return undefined;
  return { groundingChunks: chunks, ...(supports.length > 0 && { groundingSupports: supports }) };
}
