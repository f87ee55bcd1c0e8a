// What a case asks of the mock server. It stands in the path, so that every client can be pointed at it:
// `/openai/padding/live/…`.
import {
  expectedReading,
  longText,
  pieces,
  type Reading,
  SLOW_EVENTS,
  STREAM_EVENTS,
  type Variant,
  variants,
} from './answer.ts';
import { type WireName, wireNames, wires } from './wire.ts';

/**
 * `coalesced`: all at once, in pieces of 16 KiB. `live`: a write for each event, with a turn of the event loop between.
 * `slow`: 50 events, one every 20 ms, and the connection is closed behind them. `complete`: no stream.
 */
export type Delivery = 'coalesced' | 'live' | 'slow' | 'complete';

export interface Scenario {
  readonly wire: WireName;
  /** A stream's variant, or how long a complete answer is. */
  readonly answer: Variant | 'small' | 'large';
  readonly delivery: Delivery;
}

const SMALL_CHARACTERS = 100;
const LARGE_CHARACTERS = 1_000_000;
const deliveries: readonly string[] = ['coalesced', 'live', 'slow', 'complete'] satisfies readonly Delivery[];

export function scenarioPath({ wire, answer, delivery }: Scenario): string {
  return `/${wire}/${answer}/${delivery}`;
}

export function readScenario(path: string): Scenario | undefined {
  const [, wire = '', answer = '', delivery = ''] = path.split('/');
  const known =
    (wireNames as readonly string[]).includes(wire) &&
    [...variants, 'small', 'large'].includes(answer) &&
    deliveries.includes(delivery);
  return known ? ({ wire, answer, delivery } as Scenario) : undefined;
}

export interface ScenarioContent {
  /** Events of a stream, or the one text of a complete reply. */
  readonly texts: readonly string[];
  /** What a reader must have seen when it is through. */
  readonly expected: Reading;
}

export function scenarioContent({ wire, answer, delivery }: Scenario): ScenarioContent {
  if (answer === 'small' || answer === 'large') {
    const text = longText(answer === 'small' ? SMALL_CHARACTERS : LARGE_CHARACTERS);
    return { texts: [wires[wire].complete(text)], expected: { text: text.length, reasoning: 0, arguments: 0 } };
  }
  const told = pieces(answer, delivery === 'slow' ? SLOW_EVENTS : STREAM_EVENTS);
  return { texts: wires[wire].stream(told), expected: expectedReading(told) };
}
