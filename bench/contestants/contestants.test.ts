// Both sides of every comparison read the same: everything that the mock server sends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startServer } from '../measuring/processes.ts';
import { variants } from '../server/answer.ts';
import { type Scenario, scenarioContent, scenarioPath } from '../server/scenario.ts';
import { wireNames } from '../server/wire.ts';
import type { Connect } from './contestant.ts';
import { connect as floor } from './floor.ts';
import { connect as kit } from './kit.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const connectTo = (connect: Connect, scenario: Scenario) =>
  connect({
    wire: scenario.wire,
    url: `${server.origin}${scenarioPath(scenario)}`,
    tool: scenario.answer === 'tool',
  });

const streams = wireNames.flatMap((wire) =>
  variants
    .filter((answer) => answer !== 'tool' || wire !== 'gemini')
    .map((answer): Scenario => ({ wire, answer, delivery: 'coalesced' })),
);
const others = [
  ...wireNames.map((wire): Scenario => ({ wire, answer: 'text', delivery: 'live' })),
  { wire: 'openai', answer: 'text', delivery: 'slow' } satisfies Scenario,
];
const replies = wireNames.flatMap((wire): readonly Scenario[] => [
  { wire, answer: 'small', delivery: 'complete' },
  { wire, answer: 'large', delivery: 'complete' },
]);
const named = (scenarios: readonly Scenario[]) =>
  scenarios.map((scenario) => [scenarioPath(scenario), scenario] as const);

describe.each([
  ['floor', floor],
  ['kit', kit],
] as const)('%s', (_name, connect) => {
  it.each(named([...streams, ...others]))('reads the whole stream of %s', async (_path, scenario) => {
    const client = await connectTo(connect, scenario);
    let firstTexts = 0;
    const reading = await client.stream('Hi', () => firstTexts++);
    const { expected } = scenarioContent(scenario);
    expect(reading).toEqual(expected);
    expect(firstTexts).toBe(expected.text > 0 ? 1 : 0);
  });

  it.each(named(replies))('reads the whole reply of %s', async (_path, scenario) => {
    const client = await connectTo(connect, scenario);
    expect(await client.call('Hi')).toEqual(scenarioContent(scenario).expected);
  });
});

describe('the events of', () => {
  const keys = 'content|text|thinking|reasoning_content';
  const withoutText = (event: string) => event.replace(new RegExp(`"(${keys})": ?"(?:[^"\\\\]|\\\\.)*"`, 'g'), '');
  /** The share of events that differ from the one before elsewhere than in their text; the first and last few aside. */
  const differing = (scenario: Scenario) => {
    const events = scenarioContent(scenario).texts.slice(4, -6).map(withoutText);
    return events.filter((event, at) => at > 0 && event !== events[at - 1]).length / (events.length - 1);
  };

  it.each(wireNames)('%s: those of `text` differ in nothing else', (wire) => {
    expect(differing({ wire, answer: 'text', delivery: 'coalesced' })).toBe(0);
  });

  it.each(wireNames)('%s: those of the other variants nearly always do', (wire) => {
    for (const answer of ['padding', 'ids', 'usage', 'mixed'] as const) {
      expect(differing({ wire, answer, delivery: 'coalesced' }), answer).toBeGreaterThan(0.95);
    }
  });
});
