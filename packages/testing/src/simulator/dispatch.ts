// From a request to an answer: the key, the route, and failures in the words of the wire.
import { KitError, toKitError } from '@kit/core';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { matchRoute, type SimulatedWire } from './wire.ts';
import type { WireCall, World } from './world.ts';

/** Answers a request that is known to be of this wire. Never rejects. */
export async function dispatch(wire: SimulatedWire, call: WireCall): Promise<Answer> {
  const { world, received, path } = call;
  try {
    world.checkKey(wire.key(received));
    for (const route of wire.routes) {
      const names = matchRoute(route, received.method, path);
      if (names) return await route.answer(call, names);
    }
    throw new KitError('not-found', `The simulator has no ${received.method} ${received.path}.`);
  } catch (error) {
    return failureAnswer(wire, world, toKitError(error));
  }
}

/** A failure as the clients of the wire expect it. */
export function failureAnswer(wire: SimulatedWire, world: World, error: KitError): Answer {
  const { status, headers, body } = wire.failure(error.with({ requestId: world.newId('req_') }));
  return jsonAnswer(status, body, headers);
}

/** Answers one request of a batch: as if it had come by itself. */
export async function dispatchItem(
  wire: SimulatedWire,
  call: WireCall,
  path: string,
  body: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const received: ReceivedRequest = {
    ...call.received,
    method: 'POST',
    path,
    body: bytes,
    text: () => new TextDecoder().decode(bytes),
    json: () => body,
  };
  const answer = await dispatch(wire, { ...call, received, path });
  const [piece] = answer.body as readonly Uint8Array[];
  return { status: answer.status, body: JSON.parse(new TextDecoder().decode(piece)) };
}
