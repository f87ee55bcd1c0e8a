// What Upstage's models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** Reads documents into the fields of a schema: the documents come as pictures. */
export const isExtraction = (model: string): boolean => model.startsWith('information-extract');

const reads: ChatRules = { images: 'any', reasoningEfforts: [] };
/** Before solar-pro2: neither thoughts nor schemas. */
const plain: ChatRules = { reasoningEfforts: [], jsonMode: false, jsonSchema: 'prompt' };

export function chatRules(model: string): ChatRules | undefined {
  if (isExtraction(model)) return reads;
  return /^solar-(mini|1-mini|1\b|pro$|pro-)|groundedness|translation/.test(model) ? plain : undefined;
}
