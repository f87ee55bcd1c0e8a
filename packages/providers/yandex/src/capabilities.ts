// What Yandex's models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** Models of others get what they know passed on; the vendor's own know temperature and length alone. */
export function chatRules(model: string): ChatRules | undefined {
  if (/yandexgpt|aliceai/i.test(model)) return own;
  return /gemma|vl|vision/i.test(model) ? undefined : blind;
}

const blind: ChatRules = { images: false };
const own: ChatRules = {
  images: false,
  fields: {
    topP: false,
    stop: false,
    seed: false,
    presencePenalty: false,
    frequencyPenalty: false,
    n: false,
    logprobs: false,
    topLogprobs: false,
  },
};

/** Documents and queries have models of their own, whose vectors belong together. */
export function embeddingModel(model: string | undefined, inputType: string | undefined): string | undefined {
  if (model !== 'text-search') return model;
  return inputType === 'query' ? 'text-search-query' : 'text-search-doc';
}

/** The purpose that a model is made for; undefined for one of all purposes. */
export function purposeOf(model: string | undefined): 'document' | 'query' | undefined {
  if (model?.includes('text-search-doc')) return 'document';
  return model?.includes('text-search-query') ? 'query' : undefined;
}
