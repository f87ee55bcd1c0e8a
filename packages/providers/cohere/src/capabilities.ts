// What depends on the model. Ids that are not known are taken for the newest models.

/** Models from before thinking; all others think unless they are told not to. */
const withoutThinking = [
  'command-r',
  'command-a-03-2025',
  'command-a-vision',
  'command-a-translate',
  'command-light',
  'command-nightly',
  'c4ai-',
  'aya-',
  'tiny-aya-',
] as const;

export function thinks(model: string): boolean {
  return model !== 'command' && model !== 'command-a' && !withoutThinking.some((start) => model.startsWith(start));
}

/** `tool_choice` came with command-r7b: the two Command R models of August 2024 refuse it. */
export function takesToolChoice(model: string): boolean {
  return model !== 'command-r' && !model.startsWith('command-r-');
}

/** Inputs of one embedding request. */
export const embedInputs = 96;

/** Models before v4 embed texts or one image, and in one size. */
export function isEarlyEmbedding(model: string): boolean {
  return model.endsWith('-v3.0') || model.endsWith('-v2.0') || model.endsWith('-image');
}

/** Documents of one rerank request, as the vendor advises; it refuses more than 10,000. */
export const rerankDocuments = 1000;

/** Characters that the tokenizer takes at once. */
export const tokenizeCharacters = 65_536;
