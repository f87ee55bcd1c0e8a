// The Vercel AI SDK's models, one for each wire.
import type { WireName } from '../server/wire.ts';
import { API_KEY, models } from './contestant.ts';

export async function modelFor(wire: WireName, baseURL: string) {
  const options = { apiKey: API_KEY, baseURL };
  if (wire === 'openai') {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI(options).chat(models.openai);
  }
  if (wire === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic(options)(models.anthropic);
  }
  const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
  return createGoogleGenerativeAI(options)(models.gemini);
}
