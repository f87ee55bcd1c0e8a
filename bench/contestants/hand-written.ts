// What the two hand-written contestants share: the body and the headers of a request.
import { API_KEY, MAX_TOKENS, models, type Setting, tool } from './contestant.ts';

export const headers = {
  'content-type': 'application/json',
  authorization: `Bearer ${API_KEY}`,
};

export function requestBody({ wire, tool: withTool }: Setting, prompt: string, streamed: boolean): string {
  if (wire === 'gemini') return JSON.stringify({ contents: [{ role: 'user', parts: [{ text: prompt }] }] });
  const tools = wire === 'openai' ? openaiTools : anthropicTools;
  return JSON.stringify({
    model: models[wire],
    max_tokens: MAX_TOKENS,
    messages: [{ role: 'user', content: prompt }],
    ...(streamed && { stream: true }),
    ...(withTool && { tools }),
  });
}

const openaiTools = [{ type: 'function', function: tool }];
const anthropicTools = [{ name: tool.name, description: tool.description, input_schema: tool.parameters }];
