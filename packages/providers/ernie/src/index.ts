// @kit/provider-ernie: Baidu Qianfan (ERNIE), over OpenAI's wire.
export { type ErnieOperation, type ErnieOptions, ernie } from './ernie.ts';
