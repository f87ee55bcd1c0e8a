// @kit/transformer-gemini: Gemini's wire, client face.

// What a server of this wire is
export { type GeminiOperation, geminiOperations, type GeminiOperations } from './operations.ts';
export { bareModel, type GeminiDialect, methodPath, modelName } from './dialect.ts';
export { type GeminiRules, geminiRules, thinkingLevels, type ThinkingRules } from './rules.ts';
export { geminiErrors } from './errors.ts';
export { wireId } from './wire-id.ts';

// Single operations
export { geminiChat, geminiStream } from './chat/chat.ts';
export type { ChatState } from './chat/encode-request.ts';
export { continuationOf, type MessageData } from './chat/message-data.ts';
export { embedInputs, type EmbedState, encodeEmbed, geminiEmbed } from './embeddings.ts';
export { geminiImage, type ImageState } from './images.ts';
export { geminiSpeech, type SpeechState } from './speech.ts';
export { geminiTranscribe, type TranscribeState } from './transcription.ts';
export { geminiCountTokens } from './count-tokens.ts';

// Resources
export { decodeModelsPage, encodeModelsPage, type ModelsPage } from './models.ts';
export { decodeFile, encodeUploadBytes, encodeUploadStart, fileName, type Upload, uploadAddress } from './files.ts';
export { batchOutput, decodeBatchAnswer, encodeChatBatch, type EncodedBatch, encodeEmbedBatch } from './batches.ts';
export { decodeVideos, encodeVideo } from './videos.ts';
export { operationStatus } from './operations-resource.ts';
