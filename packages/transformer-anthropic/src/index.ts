// Anthropic's Messages wire, client face: unified requests to wire requests, wire replies to unified results.

export { claudeRules } from './claude-rules.ts';
export { compatibleMessages, compatibleRules } from './compatible-messages.ts';
// What differs from vendor to vendor and from model to model
export {
  type AnthropicDialect,
  type AnthropicEndpoints,
  currentVersion,
  samplingVersion,
  type VersionRule,
} from './dialect.ts';
// Failures
export { anthropicErrors } from './errors.ts';
export { type AnswerState, plainAnswer } from './messages/answer-state.ts';
export { decodeMessage } from './messages/decode-response.ts';
export { messagesDecoder } from './messages/stream-decoder.ts';
export { effortLevels, type ModelRules, permissiveRules, type ThinkingRules } from './model-rules.ts';
// Operations
export { type AnthropicOperations, anthropicOperations, chatTransformer, streamTransformer } from './operations.ts';
export {
  decodeBatch,
  decodeBatchResults,
  type EncodedBatch,
  encodeBatch,
  encodeBatchCancel,
  encodeBatchResults,
  encodeBatchStatus,
} from './resources/batches.ts';
export { countTokensTransformer } from './resources/count-tokens.ts';
export { decodeFile, decodeFileDeleted, decodeFilesPage, encodeFiles, type FilesPage } from './resources/files.ts';
// Resources
export { decodeModel, decodeModelsPage, encodeModelsPage, type ModelsPage } from './resources/models.ts';
// Pieces, for vendors that wrap the wire into something else
export { anthropicWire } from './wire-names.ts';
