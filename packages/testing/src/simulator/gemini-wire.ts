// The Gemini API, simulated.
import { type ChatRequest, estimateInputTokens, KitError } from '@kit/core';
import {
  chatArrayFace,
  chatFace,
  countTokensFace,
  embedFace,
  encodeError,
  encodeModel,
  modelsFace,
} from '@kit/transformer-gemini/server';
import { jsonAnswer } from '../answer.ts';
import { answerChat, type ChatWire } from './chat-answer.ts';
import { embed, simulated } from './embeddings-answer.ts';
import type { Route, SimulatedWire } from './wire.ts';
import { jsonBody, type WireCall } from './world.ts';

// Thought signatures stand on the calls that the thoughts led to.
const sign: ChatWire['sign'] = (kind) =>
  kind === 'tool-call' ? { origin: { wire: 'gemini' }, data: { thoughtSignature: 'c2ltdWxhdGVk' } } : undefined;
const chat: ChatWire = { wire: 'gemini', face: chatFace, responsePrefix: 'resp_', callPrefix: 'call_', sign };

/** What stands behind the colon of `models/gemini-x:verb`. */
const verbs: Readonly<Record<string, (call: WireCall, model: string) => ReturnType<Route['answer']>>> = {
  generateContent: (call, model) => answerChat(call, chat, { body: jsonBody(call), model, stream: false }),
  streamGenerateContent: (call, model) => {
    const face = call.received.query.get('alt') === 'sse' ? chatFace : chatArrayFace;
    return answerChat(call, { ...chat, face }, { body: jsonBody(call), model, stream: true });
  },
  embedContent: answerEmbed,
  batchEmbedContents: answerEmbed,
  countTokens: ({ world, received }, model) => {
    const request: ChatRequest = countTokensFace.decodeRequest(jsonBody({ received }), {
      model,
      operation: 'countTokens',
    });
    world.checkModel(model);
    return jsonAnswer(
      200,
      countTokensFace.encodeResponse(
        { inputTokens: estimateInputTokens(request), meta: simulated, warnings: [] },
        request,
      ),
    );
  },
};

function answerEmbed({ world, received }: WireCall, model: string) {
  const request = embedFace.decodeRequest(jsonBody({ received }), { model, operation: 'embed' });
  return jsonAnswer(200, embedFace.encodeResponse(embed(world, request), request));
}

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/models/:call',
    answer: (call, { call: target = '' }) => {
      const at = target.lastIndexOf(':');
      const verb = verbs[target.slice(at + 1)];
      if (at < 0 || !verb) throw new KitError('not-found', `There is no method "${target.slice(at + 1)}".`);
      return verb(call, target.slice(0, at));
    },
  },
  {
    method: 'GET',
    path: '/models',
    answer: ({ world }) =>
      jsonAnswer(200, modelsFace.encodeResponse({ models: world.models, meta: simulated, warnings: [] }, {})),
  },
  {
    method: 'GET',
    path: '/models/:model',
    answer: ({ world }, { model }) => {
      const id = world.checkModel(model);
      return jsonAnswer(200, encodeModel(world.models.find((one) => one.id === id) ?? { id }));
    },
  },
];

export const geminiWire: SimulatedWire = {
  prefix: '/gemini/v1beta',
  owns: ({ path }) => path.startsWith('/v1beta/'),
  key: ({ headers, query }) =>
    headers['x-goog-api-key'] ?? query.get('key') ?? headers.authorization?.replace(/^Bearer /i, ''),
  routes,
  failure: encodeError,
};
