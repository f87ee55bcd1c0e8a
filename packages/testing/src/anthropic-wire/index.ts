// @kit/testing/anthropic-wire: the parts of a conformance manifest that imitators of Anthropic's messages wire share.
export { type AnthropicSaid, anthropicAnswer, anthropicStreamEnding, anthropicUsage } from './answer.ts';
export { anthropicChats } from './chats.ts';
export { anthropicFailure, anthropicFailures, anthropicStreamFailures } from './failures.ts';
