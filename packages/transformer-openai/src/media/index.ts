// @kit/transformer-openai/media: the wires beside chat, one by one.
export { modelsTransformer } from '../resources/models.ts';
export { completeTransformer } from '../text/complete.ts';
export { moderateTransformer } from '../text/moderate.ts';
export { embedTransformer } from './embed.ts';
export { imageTransformer } from './image.ts';
export { speechStreamTransformer, speechTransformer } from './speech.ts';
export { transcribeStreamTransformer, transcribeTransformer } from './transcribe.ts';
