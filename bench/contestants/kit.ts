// kit as its users get it: a pipeline over the provider of the wire, and the public iterator.
import { type Middleware, type Pipeline, pipeline, user } from '@kit/core';
import type { WireName } from '../server/wire.ts';
import { API_KEY, type Client, type Connect, MAX_TOKENS, models, type Setting, tool } from './contestant.ts';

export const connect: Connect = (setting) => connectThrough(setting, []);

/** The same through middleware, the outermost first. */
export async function connectThrough(setting: Setting, middleware: readonly Middleware[]): Promise<Client> {
  const ai = (await pipelineFor(setting.wire, setting.url)).use(...middleware);
  const tools = setting.tool ? [tool] : undefined;
  const request = (prompt: string) => ({ messages: [user(prompt)], maxTokens: MAX_TOKENS, ...(tools && { tools }) });
  return {
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      let args = 0;
      for await (const part of ai.stream(request(prompt))) {
        if (part.type === 'text') {
          if (text === 0) onText?.();
          text += part.text.length;
        } else if (part.type === 'reasoning') reasoning += part.text.length;
        else if (part.type === 'tool-call') args += part.input === undefined ? 0 : part.arguments.length;
      }
      return { text, reasoning, arguments: args };
    },
    async call(prompt) {
      const { text } = await ai.chat(request(prompt));
      return { text: text.length, reasoning: 0, arguments: 0 };
    },
  };
}

async function pipelineFor(wire: WireName, baseURL: string): Promise<Pipeline<'chat' | 'stream'>> {
  const options = { apiKey: API_KEY, baseURL, model: models[wire] };
  if (wire === 'openai') {
    const { openai } = await import('@kit/provider-openai');
    return pipeline(openai({ ...options, api: 'chat' }));
  }
  if (wire === 'anthropic') {
    const { anthropic } = await import('@kit/provider-anthropic');
    return pipeline(anthropic(options));
  }
  const { google } = await import('@kit/provider-google');
  return pipeline(google(options));
}
