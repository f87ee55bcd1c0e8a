// @kit/provider-bedrock: the models on Amazon Bedrock.

export type { FetchedMediaOptions } from '@kit/http';
export type { BedrockApi } from './apis.ts';
export type { AwsCredentials, AwsCredentialsSource } from './auth/credentials.ts';
export { type BedrockOperationName, bedrock } from './bedrock.ts';
export type { BedrockService } from './hosts.ts';
export type { BaseModels } from './model-id.ts';
export type { BedrockOptions } from './options.ts';
export type { WireEndpoint } from './routes/wire-endpoint.ts';
export type { BedrockVendorOptions } from './vendor-options.ts';
