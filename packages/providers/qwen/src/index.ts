// @kit/provider-qwen: Alibaba Model Studio (Qwen), over OpenAI's wires, Anthropic's and its own.
export { type QwenOperation, type QwenOptions, qwen } from './qwen.ts';
