// OpenAI's API, simulated.
import type { SimulatedWire } from './wire.ts';
export const openaiWire: SimulatedWire = {
  prefix: '/openai/v1',
  owns: () => true,
  key: ({ headers }) => headers.authorization?.replace(/^Bearer /i, ''),
  routes: [],
  failure: (error) => ({ status: 500, headers: {}, body: { error: { message: error.message } } }),
};
