// Anthropic's official client.
import Anthropic from '@anthropic-ai/sdk';
import { API_KEY, type Connect, MAX_TOKENS, models, tool } from './contestant.ts';

export const connect: Connect = ({ url, tool: withTool }) => {
  const client = new Anthropic({ apiKey: API_KEY, baseURL: url, maxRetries: 0 });
  const request = (prompt: string) => ({
    model: models.anthropic,
    max_tokens: MAX_TOKENS,
    messages: [{ role: 'user' as const, content: prompt }],
    ...(withTool && {
      tools: [{ name: tool.name, description: tool.description, input_schema: tool.parameters as never }],
    }),
  });
  return Promise.resolve({
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      let args = '';
      for await (const event of await client.messages.create({ ...request(prompt), stream: true })) {
        if (event.type !== 'content_block_delta') continue;
        if (event.delta.type === 'text_delta') {
          if (text === 0) onText?.();
          text += event.delta.text.length;
        } else if (event.delta.type === 'thinking_delta') reasoning += event.delta.thinking.length;
        else if (event.delta.type === 'input_json_delta') args += event.delta.partial_json;
      }
      if (args !== '') JSON.parse(args);
      return { text, reasoning, arguments: args.length };
    },
    async call(prompt) {
      const { content } = await client.messages.create(request(prompt));
      const text = content.reduce((sum, block) => sum + (block.type === 'text' ? block.text.length : 0), 0);
      return { text, reasoning: 0, arguments: 0 };
    },
  });
};
