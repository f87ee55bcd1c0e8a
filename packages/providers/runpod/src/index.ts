// @kit/provider-runpod: Runpod's serverless endpoints, as jobs and over OpenAI's wire.
export type {
  RunpodJob,
  RunpodJobRequest,
  RunpodRunJob,
  RunpodRunRequest,
  RunpodStreamPart,
  RunpodStreamRequest,
  RunpodStreamResponse,
} from './jobs/operation.ts';
export type { RunpodOptions } from './options.ts';
export { type RunpodOperation, runpod } from './runpod.ts';
