// What SambaNova's models take. Ids that are not known are treated as the newest.
import type { ChatRules, ResponsesRules } from '@kit/transformer-openai';

const gptOss: ChatRules = { images: false, reasoningEfforts: ['low', 'medium', 'high'] };
/** A switch in the template; thoughts stand in the text. */
const switched: ChatRules = { images: false, thinkTags: {}, reasoningRequest: 'chat_template_kwargs' };
const llama: ChatRules = { reasoningRequest: false };
const textLlama: ChatRules = { ...llama, images: false };
const newest: ChatRules = { thinkTags: {}, reasoningRequest: 'chat_template_kwargs' };

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('gpt-oss')) return gptOss;
  if (/deepseek|qwen|qwq|minimax/.test(name)) return name.includes('audio') ? newest : switched;
  if (name.includes('llama')) return name.includes('llama-4') ? llama : textLlama;
  return newest;
}

export function responsesRules(model: string): ResponsesRules {
  return model.toLowerCase().includes('gpt-oss') ? { reasoningEfforts: ['low', 'medium', 'high'] } : {};
}
