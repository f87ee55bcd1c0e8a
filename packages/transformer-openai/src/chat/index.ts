// @kit/transformer-openai/chat: the chat completions wire alone.
export { decodeChatBody } from './decode-response.ts';
export type { ChatState } from './encode-request.ts';
export { chatStreamTransformer, chatTransformer } from './transformer.ts';
