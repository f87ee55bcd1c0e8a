// @kit/transformer-openai: OpenAI's wires, translated to and from kit's unified model.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

// What a provider takes
export {
  openaiOperations,
  type OpenaiOperation,
  type OpenaiOperations,
  type OpenaiOperationsOptions,
} from './operations.ts';
export { openaiErrors, readOpenaiFailure, type OpenaiFailure } from './errors.ts';
export { compatibleErrors } from './compatible-errors.ts';
export { loadedCompatibleErrors } from './loaded-errors.ts';
export { rerankOperation } from './rerank/rerank-operation.ts';
export { tokenCountOperation } from './token-count-operation.ts';
export type { TokenCountWire } from './chat/token-count.ts';
export { scoresInOrder, type RerankAsk, type RerankScore, type RerankWire } from './rerank/rerank-wire.ts';

// In what a server differs
export type { OpenaiDialect } from './dialect/dialect.ts';
export { compatibleDialect } from './dialect/compatible-dialect.ts';
export { mistralCallId } from './dialect/mistral-call-id.ts';
export {
  compatibleChat,
  type ChatDialect,
  type ChatFeatures,
  type ChatField,
  type ChatFields,
  type ChatRules,
  type ReasoningReplay,
  type ReasoningRequest,
  type ToolChoiceWord,
} from './dialect/chat-dialect.ts';
export type {
  ResponsesDialect,
  ResponsesFeatures,
  ResponsesField,
  ResponsesFields,
  ResponsesRules,
} from './dialect/responses-dialect.ts';
export type {
  CompleteDialect,
  EmbedDialect,
  ImageAsk,
  ImageDialect,
  ModelsDialect,
  ModerateDialect,
  OwnCost,
  SpeechDialect,
  TranscribeDialect,
} from './dialect/media-dialects.ts';
export { failureIn } from './reply/failure.ts';

// What lives at the vendor
export { fileInfo, filePage, uploadForm } from './resources/files.ts';
export { batchBody, batchLine, batchRow, readBatchLines, type BatchLine, type BatchRow } from './resources/batches.ts';
