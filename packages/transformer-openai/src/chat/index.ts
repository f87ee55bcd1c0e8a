// @kit/transformer-openai/chat: the chat completions wire alone.
export { conversationText } from './conversation-text.ts';
export { decodeChatBody } from './decode-response.ts';
export type { ChatState } from './encode-request.ts';
export { chatStreamTransformer, chatTransformer } from './transformer.ts';
export { type ChatTranslation, type TranslationAsk, translatedChat } from './translated-chat.ts';
