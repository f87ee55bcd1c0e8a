// The Vercel AI SDK's provider alone, without `streamText` around it.
import { modelFor } from './ai-sdk-model.ts';
import { type Connect, MAX_TOKENS, tool } from './contestant.ts';

export const connect: Connect = async ({ wire, url, tool: withTool }) => {
  const model = await modelFor(wire, url);
  const options = (prompt: string) => ({
    prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: prompt }] }],
    maxOutputTokens: MAX_TOKENS,
    ...(withTool && {
      tools: [
        {
          type: 'function' as const,
          name: tool.name,
          description: tool.description,
          inputSchema: tool.parameters as never,
        },
      ],
    }),
  });
  return {
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      let args = 0;
      const { stream } = await model.doStream(options(prompt));
      for await (const part of stream) {
        if (part.type === 'text-delta') {
          if (text === 0) onText?.();
          text += part.delta.length;
        } else if (part.type === 'reasoning-delta') reasoning += part.delta.length;
        else if (part.type === 'tool-call') args += part.input.length;
      }
      return { text, reasoning, arguments: args };
    },
    async call(prompt) {
      const { content } = await model.doGenerate(options(prompt));
      const text = content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0);
      return { text, reasoning: 0, arguments: 0 };
    },
  };
};
