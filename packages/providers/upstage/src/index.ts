// @kit/provider-upstage: Upstage's Solar, over OpenAI's wire, and its reading of documents.
export { type UpstageOperation, type UpstageOptions, upstage } from './upstage.ts';
