// Anthropic's wire, where Cloudflare speaks it.
import { anthropicOperations } from '@kit/transformer-anthropic';

export const messagesOperations = anthropicOperations({
  endpoints: { chat: '/v1/messages', stream: '/v1/messages' },
});
