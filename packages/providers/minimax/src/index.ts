// @kit/provider-minimax: MiniMax, over Anthropic's wire, OpenAI's or its own.
export { type MinimaxOperation, type MinimaxOptions, minimax } from './minimax.ts';
