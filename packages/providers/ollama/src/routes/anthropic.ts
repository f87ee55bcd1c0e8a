// The route that imitates Anthropic: messages.
import { anthropicOperations, permissiveRules } from '@kit/transformer-anthropic';

const path = '/v1/messages';

export const overMessages = anthropicOperations({
  rules: () => permissiveRules,
  version: false,
  urlSources: false,
  fileSources: false,
  // Its thoughts are not signed.
  unsignedThinking: 'send',
  tokens: 'endpoint',
  endpoints: { chat: path, stream: path },
});
