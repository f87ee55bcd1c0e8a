// OpenAI's API, simulated.
import { type ChatRequest, estimateInputTokens } from '@kit/core';
import {
  chatFace,
  completeFace,
  countTokensFace,
  embedFace,
  encodeError,
  modelsFace,
  responsesFace,
} from '@kit/transformer-openai/server';
import { isRecord } from '@kit/wire';
import { jsonAnswer } from '../answer.ts';
import { answerChat, ask, type ChatWire } from './chat-answer.ts';
import { embed, simulated } from './embeddings-answer.ts';
import { openaiMediaRoutes } from './openai-media.ts';
import { openaiBatchRoutes, openaiFileRoutes } from './openai-resources.ts';
import type { Route, SimulatedWire } from './wire.ts';
import { jsonBody, type WireCall } from './world.ts';

const chat: ChatWire = { wire: 'openai-chat', face: chatFace, responsePrefix: 'chatcmpl-', callPrefix: 'call_' };

const responses: ChatWire = {
  wire: 'openai-responses',
  face: responsesFace,
  responsePrefix: 'resp_',
  callPrefix: 'call_',
};

function conversation(wire: ChatWire) {
  return (call: WireCall) => {
    const body = jsonBody(call);
    return answerChat(call, wire, { body, stream: isRecord(body) && body.stream === true });
  };
}

async function complete(call: WireCall) {
  const request = completeFace.decodeRequest(jsonBody(call));
  const { prompt, suffix: _, ...rest } = request;
  const asked: ChatRequest = { ...rest, messages: [{ role: 'user', content: prompt }] };
  const { response } = await ask(call, { ...chat, responsePrefix: 'cmpl-' }, asked);
  const { text, finishReason, choices, usage, meta } = response;
  return jsonAnswer(
    200,
    completeFace.encodeResponse({ text, finishReason, choices, usage, meta, warnings: [] }, request),
  );
}

const routes: readonly Route[] = [
  { method: 'POST', path: '/chat/completions', answer: conversation(chat) },
  { method: 'POST', path: '/responses', answer: conversation(responses) },
  {
    method: 'POST',
    path: '/responses/input_tokens',
    answer: (call) => {
      const request = countTokensFace.decodeRequest(jsonBody(call));
      call.world.checkModel(request.model);
      return jsonAnswer(
        200,
        countTokensFace.encodeResponse(
          { inputTokens: estimateInputTokens(request), meta: simulated, warnings: [] },
          request,
        ),
      );
    },
  },
  { method: 'POST', path: '/completions', answer: complete },
  {
    method: 'POST',
    path: '/embeddings',
    answer: (call) => {
      const request = embedFace.decodeRequest(jsonBody(call));
      return jsonAnswer(200, embedFace.encodeResponse(embed(call.world, request), request));
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
      const found = world.models.find((one) => one.id === id) ?? { id };
      const list = modelsFace.encodeResponse({ models: [found], meta: simulated, warnings: [] }, {});
      return jsonAnswer(200, (list as { data: readonly unknown[] }).data[0]);
    },
  },
  ...openaiMediaRoutes,
  ...openaiFileRoutes,
  ...openaiBatchRoutes(() => openaiWire),
];

export const openaiWire: SimulatedWire = {
  prefix: '/openai/v1',
  owns: () => true,
  key: ({ headers }) => headers.authorization?.replace(/^Bearer /i, ''),
  routes,
  failure: encodeError,
};
