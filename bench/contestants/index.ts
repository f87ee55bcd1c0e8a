// The contestants by name. Each is loaded only in its own process.
import type { Connect } from './contestant.ts';

interface Contestant {
  /** How it is called in tables. */
  readonly title: string;
  readonly load: () => Promise<{ readonly connect: Connect }>;
  /** What it reads is not compared with what was sent. */
  readonly reads?: 'nothing' | 'text';
}

export const contestants = {
  limit: { title: 'limit', load: () => import('./limit.ts'), reads: 'nothing' },
  floor: { title: 'floor', load: () => import('./floor.ts') },
  kit: { title: 'kit', load: () => import('./kit.ts') },
  'kit-retry': { title: 'kit, retry', load: () => import('./kit-retry.ts') },
  'kit-stack': { title: 'kit, stack', load: () => import('./kit-stack.ts') },
  openai: { title: 'openai', load: () => import('./openai.ts') },
  anthropic: { title: '@anthropic-ai/sdk', load: () => import('./anthropic.ts') },
  genai: { title: '@google/genai', load: () => import('./google-genai.ts') },
  'ai-provider': { title: '@ai-sdk/*', load: () => import('./ai-sdk-provider.ts'), reads: 'text' },
  ai: { title: 'ai', load: () => import('./ai-sdk.ts'), reads: 'text' },
  langchain: { title: 'LangChain', load: () => import('./langchain.ts'), reads: 'text' },
} as const satisfies Record<string, Contestant>;

export type ContestantName = keyof typeof contestants;

export const contestantNames = Object.keys(contestants) as readonly ContestantName[];

export function contestant(name: ContestantName): Contestant {
  return contestants[name];
}
