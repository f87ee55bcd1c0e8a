// @kit/provider-azure: OpenAI's models and others at Microsoft Azure.
export { type AzureOperation, azure } from './azure.ts';
export type { AzureOptions } from './options.ts';
