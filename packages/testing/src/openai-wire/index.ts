// @kit/testing/openai-wire: the parts of a conformance manifest that servers of OpenAI's chat completions wire share.
export {
  askedCall,
  type OpenaiSaid,
  openaiAnswer,
  openaiCall,
  openaiStreamEnding,
  openaiUsage,
} from './answer.ts';
export { type OpenaiChat, type OpenaiChatNames, openaiChats, openaiThoughts, type ThinkingNames } from './chats.ts';
export { openaiFailure, openaiFailures, openaiStreamFailures } from './failures.ts';
export { openaiOperationExchanges } from './operations.ts';
export {
  type OpenaiResponseDetails,
  openaiMessageItem,
  openaiResponse,
  openaiResponses,
  openaiResponsesStreamFailures,
} from './responses.ts';
