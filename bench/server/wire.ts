// How one wire writes an answer: the events of a stream, and a complete reply.

import type { Piece } from './answer.ts';
import { anthropicWire } from './anthropic-wire.ts';
import { geminiWire } from './gemini-wire.ts';
import { openaiWire } from './openai-wire.ts';

export const wireNames = ['openai', 'anthropic', 'gemini'] as const;
export type WireName = (typeof wireNames)[number];

export interface Wire {
  /** Server-sent events, each with its empty line: the opening ones, one for each piece, the closing ones. */
  stream(pieces: readonly Piece[]): readonly string[];
  /** The JSON text of a complete reply. */
  complete(text: string): string;
}

export const wires: Readonly<Record<WireName, Wire>> = {
  openai: openaiWire,
  anthropic: anthropicWire,
  gemini: geminiWire,
};
