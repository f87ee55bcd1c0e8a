// LangChain's ChatOpenAI.
import { ChatOpenAI } from '@langchain/openai';
import { API_KEY, type Connect, MAX_TOKENS, models, tool } from './contestant.ts';

export const connect: Connect = ({ url, tool: withTool }) => {
  const model = new ChatOpenAI({
    model: models.openai,
    apiKey: API_KEY,
    maxTokens: MAX_TOKENS,
    maxRetries: 0,
    configuration: { baseURL: url },
  });
  const runnable = withTool ? model.bindTools([{ type: 'function', function: tool as never }]) : model;
  return Promise.resolve({
    async stream(prompt, onText) {
      let text = 0;
      let args = '';
      for await (const chunk of await runnable.stream(prompt)) {
        if (chunk.text !== '') {
          if (text === 0) onText?.();
          text += chunk.text.length;
        }
        for (const call of chunk.tool_call_chunks ?? []) args += call.args ?? '';
      }
      if (args !== '') JSON.parse(args);
      return { text, reasoning: 0, arguments: args.length };
    },
    async call(prompt) {
      const { text } = await runnable.invoke(prompt);
      return { text: text.length, reasoning: 0, arguments: 0 };
    },
  });
};
