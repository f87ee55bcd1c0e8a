// @kit/transformer-openai/resources: files and batches of vendors that imitate OpenAI's, as operations for a provider.
export { type BatchAsk, type BatchDialect, type BatchOptions, batchOperation } from './batch-operation.ts';
export { type FilesDialect, type FilesPage, filesOperation } from './files-operation.ts';
