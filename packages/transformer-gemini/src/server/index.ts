// @kit/transformer-gemini/server: Gemini's wire, server face.

export { embedFace } from './embed-face.ts';
// Failures
export { encodeError } from './encode-error.ts';
// Requests in, answers out
export { chatArrayFace, chatFace, countTokensFace, decodeRequest, encodeModel, modelsFace } from './faces.ts';
