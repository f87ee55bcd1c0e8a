// Answers a chat request on any wire: decode with the wire's server face, ask the brain, encode as it speaks.
import type { ChatRequest, ChatResponse, KitError, PartEncoder, StreamServerFace, VendorData } from '@kit/core';
import { type Answer, type AnswerPiece, jsonAnswer } from '../answer.ts';
import { foldSpoken, type SpokenAnswer, speak } from './answer-parts.ts';
import type { BrainInfo } from './brain.ts';
import type { WireCall, World } from './world.ts';

export interface ChatWire {
  readonly wire: BrainInfo['wire'];
  readonly face: Pick<StreamServerFace<'chat'>, 'decodeRequest' | 'encodeResponse' | 'streamEncoder' | 'streamType'>;
  readonly responsePrefix: string;
  readonly callPrefix: string;
  /** The opaque token that the vendor gives with thoughts and calls. */
  readonly sign?: (kind: 'reasoning' | 'tool-call') => VendorData | undefined;
}

export interface ChatAsked {
  readonly body: unknown;
  /** From the URL, where the wire has it there. */
  readonly model?: string;
  readonly stream: boolean;
}

export async function answerChat(call: WireCall, chat: ChatWire, { body, model, stream }: ChatAsked): Promise<Answer> {
  const { face } = chat;
  const request = face.decodeRequest(body, { operation: stream ? 'stream' : 'chat', stream, model });
  const { spoken, response } = await ask(call, chat, request);
  if (stream) return streamed(face.streamEncoder(request), face.streamType, spoken, call.world);
  return jsonAnswer(200, face.encodeResponse(response, request));
}

/** Asks the brain: its answer as it is spoken, and whole. */
export async function ask(
  { world, received }: WireCall,
  chat: ChatWire,
  request: ChatRequest,
): Promise<{ readonly spoken: SpokenAnswer; readonly response: ChatResponse }> {
  const { wire, responsePrefix, callPrefix, sign } = chat;
  const model = world.checkModel(request.model);
  const thought = await world.brain(request, { wire, model, turn: world.nextTurn(), received });
  const spoken = speak(request, typeof thought === 'string' ? { text: thought } : thought, {
    model,
    responseId: world.newId(responsePrefix),
    newId: () => world.newId(callPrefix),
    ...(sign && { sign }),
  });
  return { spoken, response: foldSpoken(spoken, 'simulator') };
}

const encoder = new TextEncoder();

function streamed(encode: PartEncoder, contentType: string, spoken: SpokenAnswer, { tokenPauseMs }: World): Answer {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'cache-control': 'no-cache' },
    body: pieces(encode, spoken, tokenPauseMs),
    failure: (error: KitError) => encoder.encode(encode.error(error)),
  };
}

async function* pieces(encode: PartEncoder, { batches }: SpokenAnswer, pauseMs: number): AsyncGenerator<AnswerPiece> {
  for (const batch of batches) {
    const text = encode.parts(batch);
    if (text !== '') yield { data: encoder.encode(text), pauseMs };
  }
  const end = encode.end();
  if (end !== '') yield encoder.encode(end);
}
