// Google's official client.
import { GoogleGenAI } from '@google/genai';
import { API_KEY, type Connect, models } from './contestant.ts';

export const connect: Connect = ({ url }) => {
  const client = new GoogleGenAI({ apiKey: API_KEY, httpOptions: { baseUrl: url } });
  const request = (prompt: string) => ({ model: models.gemini, contents: prompt });
  return Promise.resolve({
    async stream(prompt, onText) {
      let text = 0;
      let reasoning = 0;
      for await (const chunk of await client.models.generateContentStream(request(prompt))) {
        for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
          if (part.thought) reasoning += part.text?.length ?? 0;
          else if (part.text) {
            if (text === 0) onText?.();
            text += part.text.length;
          }
        }
      }
      return { text, reasoning, arguments: 0 };
    },
    async call(prompt) {
      const { text } = await client.models.generateContent(request(prompt));
      return { text: text?.length ?? 0, reasoning: 0, arguments: 0 };
    },
  });
};
