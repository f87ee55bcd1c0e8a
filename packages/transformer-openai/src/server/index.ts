// @kit/transformer-openai/server: wire requests to unified calls, unified results to wire replies.

// Chat
export { chatFace } from './chat/face.ts';
export { decodeRequest } from './decode-request.ts';
// Failures
export { encodeError } from './encode-error.ts';
export type { UploadedFile, WireForm } from './forms.ts';
// Beside chat
export {
  completeFace,
  embedFace,
  imageFace,
  modelsFace,
  moderateFace,
  soundOf,
  speechFace,
  transcribeFace,
} from './media.ts';
export { countTokensFace, responsesFace } from './responses/face.ts';
