// @kit/provider-ai21: AI21's Jamba, over a small part of OpenAI's wire.
export { type Ai21Operation, type Ai21Options, ai21 } from './ai21.ts';
