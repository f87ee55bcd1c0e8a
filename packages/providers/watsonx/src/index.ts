// @kit/provider-watsonx: IBM watsonx.ai.
export type { WatsonxOptions } from './options.ts';
export { type WatsonxOperation, watsonx } from './watsonx.ts';
