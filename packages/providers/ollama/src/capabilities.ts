// What depends on the model, by the beginning of its name. What is not known is taken for a model that can do it.

/** Families from before thinking: `think` makes the server refuse them. */
const withoutThinking = [
  'all-minilm',
  'aya',
  'bge-',
  'codegemma',
  'codellama',
  'codestral',
  'command-r',
  'deepseek-coder',
  'deepseek-v2',
  'dolphin',
  'embeddinggemma',
  'falcon',
  'gemma2',
  'gemma3',
  'gemma:',
  'llama2',
  'llama3',
  'llama4',
  'llava',
  'mistral',
  'mixtral',
  'moondream',
  'mxbai-',
  'nomic-embed',
  'phi3',
  'phi4-mini:',
  'phi4:',
  'phi:',
  'qwen2',
  'qwen:',
  'smollm',
  'snowflake-',
  'starcoder',
  'tinyllama',
] as const;

export function thinks(model: string): boolean {
  const name = bareName(model);
  return !withoutThinking.some((start) => name.startsWith(start) || name === start.replace(/:$/, ''));
}

/** gpt-oss takes levels alone, and always thinks. */
export function thinksInLevelsAlone(model: string): boolean {
  return bareName(model).startsWith('gpt-oss');
}

/** `registry/namespace/name:tag` → `name:tag`. */
function bareName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}
