// @kit/provider-moonshot: Moonshot AI (Kimi), over OpenAI's wire or Anthropic's.
export { type MoonshotOperation, type MoonshotOptions, moonshot } from './moonshot.ts';
