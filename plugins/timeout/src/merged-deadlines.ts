// Which deadlines are in force: the call's own, then those of the timeout() nearest to the provider.
import { type Deadlines, mergeDeadlines } from '@kit/core';

/** On merged deadlines: what the call itself had said. A registered symbol is the same in every copy of this package. */
const callsOwn = Symbol.for('@kit/plugin-timeout');

interface Merged extends Deadlines {
  readonly [callsOwn]?: Deadlines | undefined;
}

/** For calls that say nothing themselves; made once. */
export function alone(deadlines: Deadlines): Deadlines {
  return marked(deadlines, undefined);
}

/**
 * `nearer` over what timeout()s further out have set, and the call's own over both: who makes a call knows more of it
 * than who built the pipeline.
 */
export function merged(given: Deadlines, nearer: Deadlines): Deadlines {
  const own = callsOwn in given ? (given as Merged)[callsOwn] : given;
  return marked(mergeDeadlines(mergeDeadlines(given, nearer), own) as Deadlines, own);
}

function marked(deadlines: Deadlines, own: Deadlines | undefined): Merged {
  return { ...deadlines, [callsOwn]: own };
}
