// What the models take, by their names. `@cf/…` and `@hf/…` run at Cloudflare, `openai/…` and others at their vendors.
import type { ChatRules } from '@kit/transformer-openai';

/**
 * Answers of Workers AI are cut after 256 tokens unless more is asked for. Models with a small window would refuse a
 * limit that does not fit into it.
 */
export function defaultMaxTokens(model: string): number {
  return /llama-2|lora|-awq|gemma-7b|mistral-7b/i.test(model) ? 1024 : 4096;
}

export function isWorkersModel(model: string): boolean {
  return /(?:^|\/)@(?:cf|hf)\//.test(model);
}

/** Models that think unless they are told not to. */
const switched = /qwen3|glm|kimi|nemotron|gemma-4/;

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (!isWorkersModel(name)) {
    return /^(?:openai|azure-openai)\//.test(name)
      ? { fields: { maxTokens: 'max_completion_tokens' }, images: 'any' }
      : { images: 'any' };
  }
  const extra = { max_tokens: defaultMaxTokens(name) };
  if (name.includes('gpt-oss')) return { extra, reasoningEfforts: ['low', 'medium', 'high'] };
  if (switched.test(name)) return { extra, reasoningRequest: 'chat_template_kwargs' };
  if (/qwq|deepseek-r1/.test(name)) return { extra, thinkTags: {}, reasoningRequest: false };
  return { extra, reasoningRequest: false };
}
