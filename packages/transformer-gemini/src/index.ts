// @kit/transformer-gemini: Gemini's wire, client face.

export { batchOutput, decodeBatchAnswer, type EncodedBatch, encodeChatBatch, encodeEmbedBatch } from './batches.ts';
// Single operations
export { geminiChat, geminiStream } from './chat/chat.ts';
export type { ChatState } from './chat/encode-request.ts';
export { continuationOf, type MessageData } from './chat/message-data.ts';
export { geminiCountTokens } from './count-tokens.ts';
export { bareModel, type GeminiDialect, methodPath, modelName } from './dialect.ts';
export { type EmbedState, embedInputs, encodeEmbed, geminiEmbed } from './embeddings.ts';
export { geminiErrors } from './errors.ts';
export { decodeFile, encodeUploadBytes, encodeUploadStart, fileName, type Upload, uploadAddress } from './files.ts';
export { geminiImage, type ImageState } from './images.ts';
// Resources
export { decodeModelsPage, encodeModelsPage, type ModelsPage } from './models.ts';
// What a server of this wire is
export { type GeminiOperation, type GeminiOperations, geminiOperations } from './operations.ts';
export { operationStatus } from './operations-resource.ts';
export { type GeminiRules, geminiRules, type ThinkingRules, thinkingLevels } from './rules.ts';
export { geminiSpeech, type SpeechState } from './speech.ts';
export { geminiTranscribe, type TranscribeState } from './transcription.ts';
export { decodeVideos, encodeVideo } from './videos.ts';
export { wireId } from './wire-id.ts';
