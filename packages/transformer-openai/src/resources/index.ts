// @kit/transformer-openai/resources: files and batches of vendors that imitate OpenAI's, as operations for a provider.
export { type BatchOptions, batchOperation } from './batch-operation.ts';
export { type FilesDialect, filesOperation } from './files-operation.ts';
