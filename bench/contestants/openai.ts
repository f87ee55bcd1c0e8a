// The official openai client.
import OpenAI from 'openai';
import { API_KEY, type Connect, MAX_TOKENS, models, tool } from './contestant.ts';

export const connect: Connect = ({ url, tool: withTool }) => {
  const client = new OpenAI({ apiKey: API_KEY, baseURL: url, maxRetries: 0 });
  const request = (prompt: string) => ({
    model: models.openai,
    max_completion_tokens: MAX_TOKENS,
    messages: [{ role: 'user' as const, content: prompt }],
    ...(withTool && { tools: [{ type: 'function' as const, function: tool as never }] }),
  });
  return Promise.resolve({
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      let args = '';
      for await (const chunk of await client.chat.completions.create({ ...request(prompt), stream: true })) {
        const delta: OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string } =
          chunk.choices[0]?.delta ?? {};
        if (delta.content) {
          if (text === 0) onText?.();
          text += delta.content.length;
        }
        if (delta.reasoning_content) reasoning += delta.reasoning_content.length;
        for (const call of delta.tool_calls ?? []) args += call.function?.arguments ?? '';
      }
      if (args !== '') JSON.parse(args);
      return { text, reasoning, arguments: args.length };
    },
    async call(prompt) {
      const { choices } = await client.chat.completions.create(request(prompt));
      return { text: choices[0]?.message.content?.length ?? 0, reasoning: 0, arguments: 0 };
    },
  });
};
