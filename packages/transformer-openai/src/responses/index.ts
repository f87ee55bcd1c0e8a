// @kit/transformer-openai/responses: the responses wire alone.
export { countTokensTransformer } from './count-tokens.ts';
export { decodeResponsesBody } from './decode-response.ts';
export type { ResponsesState } from './encode-request.ts';
export { responsesStreamTransformer, responsesTransformer } from './transformer.ts';
