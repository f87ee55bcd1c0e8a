// @kit/provider-sambanova: SambaNova, in its cloud and on premises, over OpenAI's wire.
export { type SambanovaOperation, type SambanovaOptions, sambanova } from './sambanova.ts';
