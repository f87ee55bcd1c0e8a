// The simulator: one real HTTP server that speaks the wires of OpenAI, Anthropic and Gemini, with a brain of one's own.
import { checkOptions, KitError, toKitError, type WireFailure } from '@kit/core';
import { type Answer, jsonAnswer } from './answer.ts';
import type { FaultPlan } from './faults.ts';
import { type LoopbackServer, loopbackServer } from './loopback-server.ts';
import type { ReceivedRequest } from './received-request.ts';
import { anthropicWire } from './simulator/anthropic-wire.ts';
import { geminiWire } from './simulator/gemini-wire.ts';
import { openaiWire } from './simulator/openai-wire.ts';
import { matchRoute, type SimulatedWire } from './simulator/wire.ts';
import { createWorld, type World, type SimulatorOptions as WorldOptions } from './simulator/world.ts';

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
    answer: (request) => answer(world, request),
    failure: (request, error) => failed(wireOf(request), world, error),
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

async function answer(world: World, received: ReceivedRequest): Promise<Answer> {
  const wire = wireOf(received);
  const path = isBelow(received.path, wire.prefix)
    ? received.path.slice(wire.prefix.length)
    : received.path.replace(/^\/v1(beta)?(?=\/)/, '');
  try {
    world.checkKey(wire.key(received));
    for (const route of wire.routes) {
      const names = matchRoute(route, received.method, path);
      if (names) return await route.answer({ world, received, path }, names);
    }
    throw new KitError('not-found', `The simulator has no ${received.method} ${received.path}.`);
  } catch (error) {
    const isBroken = error instanceof SyntaxError;
    return failed(wire, world, isBroken ? new KitError('invalid-request', 'The body is not JSON.') : toKitError(error));
  }
}

function failed(wire: SimulatedWire, world: World, error: KitError): Answer {
  const { status, headers, body }: WireFailure = wire.failure(error.with({ requestId: world.newId('req_') }));
  return jsonAnswer(status, body, headers);
}
