// @kit/provider-groq: Groq, over OpenAI's wire.
export { type GroqOperation, type GroqOptions, groq } from './groq.ts';
