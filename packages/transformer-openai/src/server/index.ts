// placeholder until the other faces are there
export { decodeChatRequest as decodeRequest } from './chat/decode-request.ts';
