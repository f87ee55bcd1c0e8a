// @kit/provider-nlpcloud: NLP Cloud, over its own wire.
export { type NlpcloudOperation, nlpcloud } from './nlpcloud.ts';
export type { NlpcloudOptions } from './options.ts';
export type { NlpcloudTaskRequest, NlpcloudTaskResponse } from './task.ts';
