// Names of OpenTelemetry's GenAI semantic conventions, state of late 2026 ("development"):
// https://github.com/open-telemetry/semantic-conventions-genai/tree/main/docs/gen-ai
import type { FinishReason, Operation } from '@kit/core';

/** `gen_ai.operation.name`. Operations for which the conventions have no name keep kit's. */
const operationNames: { readonly [K in Operation]?: string } = {
  stream: 'chat',
  complete: 'text_completion',
  embed: 'embeddings',
  image: 'generate_content',
  speech: 'generate_content',
  speechStream: 'generate_content',
  video: 'generate_content',
};

export function operationName(operation: Operation): string {
  return operationNames[operation] ?? operation;
}

/** `gen_ai.output.type`, where the operation alone tells. */
export const outputTypes: { readonly [K in Operation]?: string } = {
  image: 'image',
  speech: 'speech',
  speechStream: 'speech',
};

/** `gen_ai.provider.name` by the vendor's package id. Vendors without a well-known name keep their id. */
const providerNames: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  vertex: 'gcp.vertex_ai',
  watsonx: 'ibm.watsonx.ai',
  xai: 'x_ai',
};

export function providerName(id: string): string {
  return (Object.hasOwn(providerNames, id) ? providerNames[id] : undefined) ?? id;
}

/** The conventions spell two of them otherwise. */
export function finishReasonName(reason: FinishReason): string {
  if (reason === 'tool-calls') return 'tool_call';
  return reason === 'content-filter' ? 'content_filter' : reason;
}

/** Boundaries that the conventions ask for. */
export const tokenBoundaries = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];
export const secondBoundaries = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
