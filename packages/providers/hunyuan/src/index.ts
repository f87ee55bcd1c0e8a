// @kit/provider-hunyuan: Tencent Hunyuan, over OpenAI's wire or the cloud's own signed API.
export {
  type HunyuanNativeOperation,
  type HunyuanOperation,
  type HunyuanOptions,
  hunyuan,
} from './hunyuan.ts';
