// @kit/provider-sealion: SEA-LION of AI Singapore, over OpenAI's wire.
export { type SealionOperation, type SealionOptions, sealion } from './sealion.ts';
