// Anthropic's Messages API, simulated.
import { estimateInputTokens, KitError } from '@kit/core';
import { countTokensFace, encodeError, messagesFace, modelsFace } from '@kit/transformer-anthropic/server';
import { jsonAnswer } from '../answer.ts';
import { anthropicBatchRoutes, anthropicFileRoutes } from './anthropic-resources.ts';
import { answerChat, type ChatWire } from './chat-answer.ts';
import { simulated } from './embeddings-answer.ts';
import type { Route, SimulatedWire } from './wire.ts';
import { jsonBody } from './world.ts';

const chat: ChatWire = {
  wire: 'anthropic',
  face: messagesFace,
  responsePrefix: 'msg_',
  callPrefix: 'toolu_',
  // The vendor signs its thoughts, and wants the signature back.
  sign: (kind) =>
    kind === 'reasoning' ? { origin: { wire: 'anthropic' }, data: { signature: 'c2ltdWxhdGVk' } } : undefined,
};

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/messages',
    answer: (call) => {
      const body = jsonBody(call);
      if (call.received.headers['anthropic-version'] === undefined) {
        throw new KitError('invalid-request', 'anthropic-version: header is required', { field: 'anthropic-version' });
      }
      return answerChat(call, chat, { body, stream: (body as { stream?: unknown } | null)?.stream === true });
    },
  },
  {
    method: 'POST',
    path: '/messages/count_tokens',
    answer: ({ world, received }) => {
      const request = countTokensFace.decodeRequest(jsonBody({ received }));
      world.checkModel(request.model);
      return jsonAnswer(
        200,
        countTokensFace.encodeResponse(
          { inputTokens: estimateInputTokens(request), meta: simulated, warnings: [] },
          request,
        ),
      );
    },
  },
  {
    method: 'GET',
    path: '/models',
    answer: ({ world }) =>
      jsonAnswer(200, modelsFace.encodeResponse({ models: world.models, meta: simulated, warnings: [] }, {})),
  },
  ...anthropicFileRoutes,
  ...anthropicBatchRoutes(() => anthropicWire),
];

export const anthropicWire: SimulatedWire = {
  prefix: '/anthropic/v1',
  owns: ({ path, headers }) => path.startsWith('/v1/messages') || headers['anthropic-version'] !== undefined,
  key: ({ headers }) => headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, ''),
  routes,
  failure: encodeError,
};
