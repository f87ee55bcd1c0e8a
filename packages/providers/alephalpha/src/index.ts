// @kit/provider-alephalpha: Aleph Alpha's PhariaInference, over OpenAI's wire and its own routes.
export { type AlephalphaOperation, type AlephalphaOptions, alephalpha } from './alephalpha.ts';
