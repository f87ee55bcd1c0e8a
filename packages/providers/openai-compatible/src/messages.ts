// Chat over Anthropic's messages wire, as vLLM, LM Studio, Ollama, Novita and LiteLLM serve it with models of their own.
// Loaded with the first chat over it.
import { anthropicOperations, permissiveRules } from '@kit/transformer-anthropic';

export const overMessages = anthropicOperations({
  rules: () => permissiveRules,
  version: false,
  tokens: 'endpoint',
  unsignedThinking: 'send',
  fileSources: false,
});
