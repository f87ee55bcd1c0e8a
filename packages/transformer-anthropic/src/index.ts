// Anthropic's Messages wire, client face: unified requests to wire requests, wire replies to unified results.

// Operations
export { anthropicOperations, chatTransformer, streamTransformer, type AnthropicOperations } from './operations.ts';
export { countTokensTransformer } from './resources/count-tokens.ts';

// What differs from vendor to vendor and from model to model
export { currentVersion, samplingVersion, type AnthropicDialect, type AnthropicEndpoints, type VersionRule } from './dialect.ts';
export { claudeRules } from './claude-rules.ts';
export { effortLevels, permissiveRules, type ModelRules, type ThinkingRules } from './model-rules.ts';

// Failures
export { anthropicErrors } from './errors.ts';

// Resources
export { decodeModel, decodeModelsPage, encodeModelsPage, type ModelsPage } from './resources/models.ts';
export { decodeFile, decodeFileDeleted, decodeFilesPage, encodeFiles, type FilesPage } from './resources/files.ts';
export { decodeBatch, decodeBatchResults, encodeBatch, encodeBatchCancel, encodeBatchResults, encodeBatchStatus, type EncodedBatch } from './resources/batches.ts';

// Pieces, for vendors that wrap the wire into something else
export { anthropicWire } from './wire-names.ts';
export { plainAnswer, type AnswerState } from './messages/answer-state.ts';
export { decodeMessage } from './messages/decode-response.ts';
export { messagesDecoder } from './messages/stream-decoder.ts';
