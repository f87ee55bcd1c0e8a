// What Writer's models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** Pictures: X5 alone. Schemas: X4 and X5. */
export function chatRules(model: string): ChatRules | undefined {
  const name = model.toLowerCase();
  if (/palmyra-(x-00|fin|med|creative)/.test(name)) return early;
  return name.includes('palmyra-x4') ? x4 : undefined;
}

const x4: ChatRules = { images: false };
const early: ChatRules = { images: false, jsonMode: false, jsonSchema: 'prompt' };
