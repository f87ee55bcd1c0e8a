// What every contestant offers: reading one answer of one wire, in the way that its users do it.
import type { Reading } from '../server/answer.ts';
import type { WireName } from '../server/wire.ts';

export interface Setting {
  readonly wire: WireName;
  /** Origin and scenario, without what a client puts behind it: `http://127.0.0.1:8000/openai/text/live`. */
  readonly url: string;
  /** The request declares the tool that the reply calls. */
  readonly tool: boolean;
}

export interface Client {
  /** Asks for a stream and reads it to its end. `onText` is told once, of the first text. */
  stream(prompt: string, onText?: () => void): Promise<Reading>;
  /** Asks for a complete reply. */
  call(prompt: string): Promise<Reading>;
}

export type Connect = (setting: Setting) => Promise<Client>;

export const models: Readonly<Record<WireName, string>> = {
  openai: 'gpt-4.1',
  anthropic: 'claude-sonnet-5-5',
  gemini: 'gemini-3.8-flash',
};

export const MAX_TOKENS = 4_096;
export const API_KEY = 'bench';

export const tool = {
  name: 'write',
  description: 'Writes a text.',
  parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
} as const;

/** Where a hand-written client posts to. */
export function endpoint({ wire, url }: Setting, streamed: boolean): string {
  if (wire === 'openai') return `${url}/chat/completions`;
  if (wire === 'anthropic') return `${url}/messages`;
  return `${url}/models/${models.gemini}:${streamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}
