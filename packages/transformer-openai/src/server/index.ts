// @kit/transformer-openai/server: wire requests to unified calls, unified results to wire replies.

// Chat
export { chatFace } from './chat/face.ts';
export { countTokensFace, responsesFace } from './responses/face.ts';
export { decodeRequest } from './decode-request.ts';

// Beside chat
export { completeFace, embedFace, imageFace, modelsFace, moderateFace, soundOf, speechFace, transcribeFace } from './media.ts';
export type { UploadedFile, WireForm } from './forms.ts';

// Failures
export { encodeError } from './encode-error.ts';
