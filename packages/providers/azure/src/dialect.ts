// In what Azure differs from OpenAI.
import type { ChatRequest, Citation, JsonObject } from '@kit/core';
import type { OpenaiDialect } from '@kit/transformer-openai';
import { imageRules, speechRules, transcribeRules } from '@kit/transformer-openai/openai-models';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import type { DeploymentRules } from './capabilities.ts';
import { isDate } from './endpoint.ts';

/** First version that counts the tokens of streams, and that knows `max_completion_tokens`. */
const countsStreams = '2024-09-01';

export function azureDialect(
  { chat, responses, modelOf }: DeploymentRules,
  apiVersion: string | undefined,
): OpenaiDialect {
  const old = isDate(apiVersion) && (apiVersion as string) < countsStreams;
  return {
    chat: {
      fields: { user: 'user', ...(old && { maxTokens: 'max_tokens' }) },
      ...(old && { streamUsage: false }),
      cacheMarks: false,
      messageCitations: citationsOf,
      choiceMeta: ['content_filter_results'],
      body: withoutUsageBesideData,
      rules: chat,
    },
    responses: { fields: { user: 'user' }, cacheMarks: false, rules: responses },
    image: { rules: (deployment, request) => imageRules(modelOf(deployment), request) },
    speech: { rules: (deployment) => speechRules(modelOf(deployment)) },
    transcribe: { rules: (deployment) => transcribeRules(modelOf(deployment)) },
  };
}

/** "On Your Data" refuses to be asked for the usage of its streams. */
function withoutUsageBesideData(body: JsonObject, _request: ChatRequest): JsonObject {
  if (body.data_sources === undefined) return body;
  const { stream_options: _, ...rest } = body;
  return rest;
}

/** What "On Your Data" has read: `message.context.citations`. */
function citationsOf({ context }: JsonRecord): Citation[] {
  return arrayOf(recordOf(context)?.citations)
    .filter(isRecord)
    .map((citation) => {
      const title = stringOf(citation.title);
      const url = stringOf(citation.url);
      const quote = stringOf(citation.content);
      return { ...(title && { title }), ...(url && { url }), ...(quote && { quote }) };
    });
}
