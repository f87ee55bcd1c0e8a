// OpenAI's API, simulated.
import { openaiBatchRoutes, openaiFileRoutes } from './openai-resources.ts';
import type { Route, SimulatedWire } from './wire.ts';

const routes: readonly Route[] = [...openaiFileRoutes, ...openaiBatchRoutes(() => openaiWire)];

export const openaiWire: SimulatedWire = {
  prefix: '/openai/v1',
  owns: () => true,
  key: ({ headers }) => headers.authorization?.replace(/^Bearer /i, ''),
  routes,
  failure: (error) => ({ status: 500, headers: {}, body: { error: { message: error.message } } }),
};
