// @kit/provider-writer: Writer's Palmyra models, over OpenAI's wire with an endpoint of its own.
export { type WriterOperation, type WriterOptions, writer } from './writer.ts';
