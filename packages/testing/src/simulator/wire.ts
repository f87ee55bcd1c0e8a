// What a simulator needs to know of a wire that it speaks.
import type { KitError, WireFailure } from '@kit/core';
import type { Answer } from '../answer.ts';
import type { ReceivedRequest } from '../received-request.ts';
import type { WireCall } from './world.ts';

export interface SimulatedWire {
  /** First segments of its paths; what follows is as the vendor has it. */
  readonly prefix: string;
  /** True for requests that come without the prefix, because a client makes up the whole path itself. */
  readonly owns: (request: ReceivedRequest) => boolean;
  readonly key: (request: ReceivedRequest) => string | undefined;
  readonly routes: readonly Route[];
  readonly failure: (error: KitError) => WireFailure;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A segment that begins with a colon stands for anything and is handed over by its name. */
  readonly path: string;
  readonly answer: (call: WireCall, names: Readonly<Record<string, string>>) => Answer | Promise<Answer>;
}

/** The named segments if the path fits the route; undefined if it does not. */
export function matchRoute(route: Route, method: string, path: string): Readonly<Record<string, string>> | undefined {
  if (route.method !== method) return undefined;
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const names: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const value = decodeURIComponent(given[at] ?? '');
    if (segment.startsWith(':')) names[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return names;
}
