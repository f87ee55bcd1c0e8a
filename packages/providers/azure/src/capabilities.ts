// What the model behind a deployment takes. The name of a deployment says nothing: who does not say which model is behind it
// gets what was asked for, as it was asked for.
import type { ChatRequest } from '@kit/core';
import type { ChatRules, ResponsesRules } from '@kit/transformer-openai';
import {
  chatRules as openaiChatRules,
  responsesRules as openaiResponsesRules,
} from '@kit/transformer-openai/openai-models';
import type { AzureOptions } from './options.ts';

export interface DeploymentRules {
  readonly chat: (deployment: string, request: ChatRequest) => ChatRules;
  readonly responses: (deployment: string, request: ChatRequest) => ResponsesRules;
  /** The model behind a deployment, or the deployment's own name. */
  readonly modelOf: (deployment: string) => string;
}

export function deploymentRules(deployments: AzureOptions['deployments'] = {}): DeploymentRules {
  const known = new Map(Object.entries(deployments));
  return {
    chat(deployment, request) {
      const model = known.get(deployment);
      if (model === undefined) return unknown;
      return isOpenai(model) ? { ...openaiChatRules(model, request), cacheMarks: false } : others;
    },
    responses(deployment, request) {
      const model = known.get(deployment);
      // Encrypted thoughts can be asked for only of models that think.
      if (model === undefined) return { encryptedReasoning: request.reasoning !== undefined };
      return { ...openaiResponsesRules(model, request), cacheMarks: false };
    },
    modelOf: (deployment) => known.get(deployment) ?? deployment,
  };
}

const isOpenai = (model: string) => /^(?:gpt-|o\d|chatgpt|codex|computer-use)/.test(model) && !/^gpt-oss/.test(model);

const unknown: ChatRules = {};

/** DeepSeek, Grok, Llama, Mistral and others in Foundry: the older names of fields, no system of OpenAI's own. */
const others: ChatRules = {
  fields: { maxTokens: 'max_tokens', user: false, promptCacheKey: false, serviceTier: false, metadata: false },
  strictTools: false,
  emptyParameters: 'object',
  reasoningReplay: false,
};
