// @kit/transformer-openai/server: wire requests to unified calls, unified results to wire replies.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

// Chat
export { chatFace } from './chat/face.ts';
export { countTokensFace, responsesFace } from './responses/face.ts';
export { decodeRequest } from './decode-request.ts';

// Beside chat
export { embedFace } from './embed-face.ts';
export { imageFace } from './image-face.ts';
export { soundOf, speechFace, transcribeFace } from './audio-faces.ts';
export { completeFace, modelsFace, moderateFace } from './text-faces.ts';
export type { UploadedFile, WireForm } from './forms.ts';

// Failures
export { encodeError } from './encode-error.ts';
