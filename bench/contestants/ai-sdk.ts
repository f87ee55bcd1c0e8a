// The Vercel AI SDK as its users have it: `streamText` and `generateText`.
import { tool as defineTool, generateText, jsonSchema, streamText } from 'ai';
import { modelFor } from './ai-sdk-model.ts';
import { type Connect, MAX_TOKENS, tool } from './contestant.ts';

export const connect: Connect = async ({ wire, url, tool: withTool }) => {
  const model = await modelFor(wire, url);
  const write = defineTool({ description: tool.description, inputSchema: jsonSchema(tool.parameters as never) });
  const tools = withTool ? { write } : undefined;
  const options = (prompt: string) => ({
    model,
    prompt,
    maxOutputTokens: MAX_TOKENS,
    maxRetries: 0,
    ...(tools && { tools }),
  });
  return {
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      let args = 0;
      for await (const part of streamText(options(prompt)).fullStream) {
        if (part.type === 'text-delta') {
          if (text === 0) onText?.();
          text += part.text.length;
        } else if (part.type === 'reasoning-delta') reasoning += part.text.length;
        else if (part.type === 'tool-input-delta') args += part.delta.length;
        else if (part.type === 'error') throw part.error;
      }
      return { text, reasoning, arguments: args };
    },
    async call(prompt) {
      const { text } = await generateText(options(prompt));
      return { text: text.length, reasoning: 0, arguments: 0 };
    },
  };
};
