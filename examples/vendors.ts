// Whom the examples talk to: the vendor whose key is in the environment, or a simulator that speaks the same wires.
import { anthropic } from '@kit/provider-anthropic';
import { google } from '@kit/provider-google';
import { openai } from '@kit/provider-openai';
import { type Brain, defaultBrain, simulator } from '@kit/testing';

const { env } = process;

/** What the simulated models know; tools and schemas are left to the simulator's own wits. */
const answers: readonly (readonly [word: RegExp, answer: string])[] = [
  [
    /sky/i,
    'Air scatters blue light far more than red. So blue reaches the eye from every direction, and the sky looks blue.',
  ],
  [/hello/i, 'Hello! It is good to hear from you.'],
];

/** Answers in words where only words are wanted. */
export const brain: Brain = (request, info) => {
  if (request.tools || request.output) return defaultBrain(request, info);
  const asked = JSON.stringify(request.messages.at(-1)?.content);
  return answers.find(([word]) => word.test(asked))?.[1] ?? defaultBrain(request, info);
};

/** The three vendors with a small model each. Those without a key in the environment are simulated. */
export async function vendors() {
  const server = await simulator({ brain, tokenPauseMs: 20 });
  const simulated = (baseURL: string) => ({ baseURL, apiKey: 'no-key-needed' });
  const googleKey = env.GEMINI_API_KEY ?? env.GOOGLE_API_KEY;
  return {
    openai: openai(env.OPENAI_API_KEY ? {} : simulated(server.openaiURL)),
    anthropic: anthropic(env.ANTHROPIC_API_KEY ? {} : simulated(server.anthropicURL)),
    google: google(googleKey ? {} : simulated(server.geminiURL)),
    models: {
      openai: 'gpt-6-luna',
      anthropic: 'claude-haiku-5-5',
      google: 'gemini-3.5-flash-lite',
      embedding: 'text-embedding-3-small',
    },
    /** Names of the vendors that are real. */
    real: [env.OPENAI_API_KEY && 'openai', env.ANTHROPIC_API_KEY && 'anthropic', googleKey && 'google'].filter(Boolean),
    close: () => server.close(),
  };
}

/** One vendor that can chat: the first whose key is there, the simulated OpenAI otherwise. */
export async function anyVendor() {
  const all = await vendors();
  const name = (['openai', 'anthropic', 'google'] as const).find((id) => all.real.includes(id)) ?? 'openai';
  return { provider: all[name], model: all.models[name], simulated: all.real.length === 0, close: all.close };
}
