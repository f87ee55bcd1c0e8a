// The simulator: one real HTTP server that speaks the wires of OpenAI, Anthropic and Gemini, with a brain of one's own.
import { checkOptions } from '@kit/core';
import type { FaultPlan } from './faults.ts';
import { type LoopbackServer, loopbackServer } from './loopback-server.ts';
import type { ReceivedRequest } from './received-request.ts';
import { anthropicWire } from './simulator/anthropic-wire.ts';
import { dispatch, failureAnswer } from './simulator/dispatch.ts';
import { geminiWire } from './simulator/gemini-wire.ts';
import { openaiWire } from './simulator/openai-wire.ts';
import type { SimulatedWire } from './simulator/wire.ts';
import { createWorld, type SimulatorOptions as WorldOptions } from './simulator/world.ts';

export interface SimulatorOptions extends WorldOptions {
  readonly faults?: FaultPlan;
}

export interface Simulator extends LoopbackServer {
  /** Base URLs, each for the provider of its name. */
  readonly openaiURL: string;
  readonly anthropicURL: string;
  readonly geminiURL: string;
}

const wires: readonly SimulatedWire[] = [openaiWire, anthropicWire, geminiWire];

/**
 * Starts a simulator on a free port of 127.0.0.1. Any key will do but `wrong-key`, any model but `no-such-model`.
 *
 * @example
 * await using server = await simulator({ brain: ({ messages }) => `I was told ${messages.length} things.` });
 * const ai = pipeline(openai({ apiKey: 'any', baseURL: server.openaiURL }));
 *
 * @throws KitError `config` for a wrong option.
 */
export async function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  checkOptions('simulator()', options, {
    brain: 'function',
    models: 'array',
    keys: 'array',
    tokenPauseMs: 'number',
    dimensions: 'positive',
    faults: (value) =>
      Array.isArray(value) || typeof value === 'function' ? undefined : 'a list of faults or a function',
  });
  const { faults, ...rest } = options;
  const world = createWorld(rest);
  const server = await loopbackServer({
    answer: (received) => {
      const wire = wireOf(received);
      return dispatch(wire, { world, received, path: pathBehind(wire, received) });
    },
    failure: (request, error) => failureAnswer(wireOf(request), world, error),
    ...(faults && { faults }),
  });
  const urlOf = ({ prefix }: SimulatedWire) => server.url + prefix;
  return Object.assign(server, {
    openaiURL: urlOf(openaiWire),
    anthropicURL: urlOf(anthropicWire),
    geminiURL: urlOf(geminiWire),
  });
}

function wireOf(request: ReceivedRequest): SimulatedWire {
  return (
    wires.find(({ prefix }) => isBelow(request.path, prefix)) ??
    wires.findLast(({ owns }) => owns(request)) ??
    openaiWire
  );
}

const isBelow = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);

/** Path behind the wire's prefix, or behind the version that clients put before it by themselves. */
function pathBehind(wire: SimulatedWire, { path }: ReceivedRequest): string {
  return isBelow(path, wire.prefix) ? path.slice(wire.prefix.length) : path.replace(/^\/v1(beta)?(?=\/)/, '');
}
