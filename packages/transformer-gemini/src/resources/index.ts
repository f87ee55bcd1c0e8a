// @kit/transformer-gemini/resources: what is more than one exchange at vendors of this wire, as operations for a provider.
export { imageOperation } from './image-operation.ts';
export { type VideoOptions, videoOperation } from './video-operation.ts';
