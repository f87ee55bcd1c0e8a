import { describe, expect, it } from 'vitest';
import { usageOf } from './usage.ts';

describe('usage', () => {
  it('adds thoughts to the output and prompts of hosted tools to the input', () => {
    const raw = {
      promptTokenCount: 427,
      candidatesTokenCount: 122,
      totalTokenCount: 1767,
      toolUsePromptTokenCount: 771,
      thoughtsTokenCount: 447,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 427 }],
      toolUsePromptTokensDetails: [{ modality: 'TEXT', tokenCount: 771 }],
    };
    expect(usageOf(raw)).toEqual({
      state: 'reported',
      inputTokens: 1198,
      outputTokens: 569,
      outputDetails: { text: 122, reasoning: 447 },
      inputModalities: { text: 1198 },
      raw,
    });
  });

  it('counts cached tokens inside the prompt', () => {
    expect(usageOf({ promptTokenCount: 3520, cachedContentTokenCount: 3512, candidatesTokenCount: 2 })).toMatchObject({
      inputTokens: 3520,
      inputDetails: { uncached: 8, cacheRead: 3512 },
    });
  });

  it('tells images and sounds apart', () => {
    const raw = {
      promptTokenCount: 33,
      candidatesTokenCount: 299,
      candidatesTokensDetails: [
        { modality: 'TEXT', tokenCount: 41 },
        { modality: 'IMAGE', tokenCount: 258 },
        { modality: 'SMELL', tokenCount: 1 },
        null,
      ],
      promptTokensDetails: [
        { modality: 'VIDEO', tokenCount: 3 },
        { modality: 'DOCUMENT', tokenCount: 30 },
      ],
    };
    expect(usageOf(raw)).toMatchObject({
      outputDetails: { text: 41, image: 258 },
      inputModalities: { video: 3, document: 30 },
    });
    expect(
      usageOf({
        promptTokenCount: 1,
        candidatesTokenCount: 5,
        candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 5 }],
      }),
    ).toMatchObject({ outputDetails: { text: 0, audio: 5 } });
  });

  it('takes what the total leaves where the answer is not counted', () => {
    expect(usageOf({ promptTokenCount: 85, totalTokenCount: 154 })).toMatchObject({ outputTokens: 69 });
    expect(usageOf({ promptTokenCount: 8, totalTokenCount: 8 })).not.toHaveProperty('outputTokens');
    expect(usageOf({ promptTokenCount: 85, thoughtsTokenCount: 69, totalTokenCount: 154 })).toMatchObject({
      outputTokens: 69,
      outputDetails: { text: 0, reasoning: 69 },
    });
  });

  it('leaves out partitions that do not add up, and says nothing of nothing', () => {
    expect(usageOf({ promptTokenCount: 3, cachedContentTokenCount: 9 })).not.toHaveProperty('inputDetails');
    expect(usageOf({ trafficType: 'ON_DEMAND' })).toBeUndefined();
    expect(usageOf(undefined)).toBeUndefined();
  });
});
