// @kit/transformer-openai: OpenAI's wires, translated to and from kit's unified model.

export {
  type ChatDialect,
  type ChatFeatures,
  type ChatField,
  type ChatFields,
  type ChatRules,
  compatibleChat,
  type ReasoningReplay,
  type ReasoningRequest,
  type ToolChoiceWord,
} from './dialect/chat-dialect.ts';
// In what a server differs
export type { OpenaiDialect } from './dialect/dialect.ts';
export type {
  CompleteDialect,
  EmbedDialect,
  ImageDialect,
  ModelsDialect,
  ModerateDialect,
  SpeechDialect,
  TranscribeDialect,
} from './dialect/media-dialects.ts';
export type {
  ResponsesDialect,
  ResponsesFeatures,
  ResponsesField,
  ResponsesFields,
  ResponsesRules,
} from './dialect/responses-dialect.ts';
export { type OpenaiFailure, openaiErrors, readOpenaiFailure } from './errors.ts';
// What a provider takes
export {
  type OpenaiOperation,
  type OpenaiOperations,
  type OpenaiOperationsOptions,
  openaiOperations,
} from './operations.ts';
// For dialects
export { failureIn } from './reply/failure.ts';
export { type BatchLine, type BatchRow, batchBody, batchLine, batchRow, readBatchLines } from './resources/batches.ts';
// What lives at the vendor
export { fileInfo, filePage, uploadForm } from './resources/files.ts';
