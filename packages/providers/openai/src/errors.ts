// OpenAI's error table is the one that the others imitate: it lives with the wire.
export { openaiErrors as errors } from '@kit/transformer-openai';
