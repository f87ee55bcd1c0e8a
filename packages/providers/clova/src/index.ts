// @kit/provider-clova: HyperCLOVA X in Naver's CLOVA Studio, over its own wire and OpenAI's.
export { type ClovaOperation, type ClovaOptions, clova } from './clova.ts';
