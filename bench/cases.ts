// What is measured, in which unit, and what has to be reached.
import type { ContestantName } from './contestants/index.ts';
import type { Variant } from './server/answer.ts';
import type { Scenario } from './server/scenario.ts';
import { type WireName, wireNames } from './server/wire.ts';

/** At most so many times the floor's figure in the same run, for one of kit's contestants. */
export interface Target {
  readonly contestant: ContestantName;
  readonly atMost: number;
}

export interface Case {
  /** `group/wire` or `group/wire/variant`; what `--only` selects by. */
  readonly id: string;
  readonly about: string;
  readonly unit: 'chunk' | 'call' | 'stream';
  readonly scenario: Scenario;
  readonly concurrency: number;
  readonly promptCharacters: number;
  readonly contestants: readonly ContestantName[];
  readonly targets: readonly Target[];
  /** All calls of a sample start at once, and each is timed to its first text. */
  readonly burst: boolean;
}

const PROMPT_CHARACTERS = 60;
const MEGABYTE = 1_000_000;
export const SLOW_STREAMS = 1_000;

const own: Readonly<Record<WireName, ContestantName>> = { openai: 'openai', anthropic: 'anthropic', gemini: 'genai' };

/** Everybody who speaks a wire. */
const everybody = (wire: WireName): readonly ContestantName[] => [
  'limit',
  'floor',
  'kit',
  own[wire],
  'ai-provider',
  'ai',
  ...(wire === 'openai' ? (['langchain'] as const) : []),
];
/** Beside OpenAI's wire, where the others tell nothing new. */
const few = (wire: WireName): readonly ContestantName[] =>
  wire === 'openai' ? everybody(wire) : ['floor', 'kit', own[wire]];
const kit = (atMost: number): Target => ({ contestant: 'kit', atMost });

const common = { concurrency: 1, promptCharacters: PROMPT_CHARACTERS, burst: false } as const;

const differing = ['padding', 'ids', 'reasoning', 'usage', 'mixed'] as const satisfies readonly Variant[];
const differs: Readonly<Record<(typeof differing)[number], string>> = {
  padding: 'an ignored random string behind the text, not last',
  ids: 'another id in every event',
  reasoning: 'reasoning in turn with text and beside it',
  usage: 'growing usage in every event',
  mixed: 'all of these at once',
};

function streamCases(wire: WireName): readonly Case[] {
  const stream = (group: string, answer: Variant, delivery: 'coalesced' | 'live', more: Partial<Case>): Case => ({
    ...common,
    id: `${group}/${wire}`,
    about: '',
    unit: 'chunk',
    scenario: { wire, answer, delivery },
    contestants: everybody(wire),
    targets: [],
    ...more,
  });
  return [
    stream('stream-text', 'text', 'coalesced', {
      about: 'coalesced, events differ only in their text',
      targets: [kit(0.5)],
    }),
    ...differing.map((answer) =>
      stream('stream-differs', answer, 'coalesced', {
        id: `stream-differs/${wire}/${answer}`,
        about: `coalesced, events differ elsewhere too: ${differs[answer]}`,
        contestants: answer === 'mixed' ? few(wire) : ['floor', 'kit'],
        targets: [kit(1.15)],
      }),
    ),
    stream('live', 'text', 'live', {
      about: 'live, one write for each event',
      contestants: few(wire),
      targets: [kit(1)],
    }),
    // Gemini has no deltas of arguments: a call comes whole.
    ...(wire === 'gemini'
      ? []
      : [
          stream('stream-tool', 'tool', 'coalesced', {
            about: "coalesced, a tool call's arguments",
            targets: [kit(0.8)],
          }),
        ]),
  ];
}

function callCases(wire: WireName): readonly Case[] {
  const call = (group: string, answer: 'small' | 'large', more: Partial<Case>): Case => ({
    ...common,
    id: `${group}/${wire}`,
    about: '',
    unit: 'call',
    scenario: { wire, answer, delivery: 'complete' },
    contestants: few(wire),
    targets: [],
    ...more,
  });
  const through = wire === 'openai' ? (['kit-retry', 'kit-stack'] as const) : [];
  const layered = through.map((contestant) => ({ contestant, atMost: 1.5 }));
  const small = [...few(wire), ...through];
  return [
    call('small', 'small', {
      about: 'small complete calls, one after the other',
      contestants: small,
      targets: [kit(1.1), ...layered],
    }),
    call('small-64', 'small', {
      about: 'small complete calls, 64 at once',
      concurrency: 64,
      contestants: small,
      targets: [kit(1.2), ...layered],
    }),
    call('large-request', 'small', {
      about: 'a request of 1 MB',
      promptCharacters: MEGABYTE,
      targets: [kit(1.1)],
    }),
    call('large-reply', 'large', { about: 'a reply of 1 MB', targets: [kit(1.1)] }),
  ];
}

const slow: Case = {
  ...common,
  id: 'slow/openai',
  about: `${SLOW_STREAMS} streams at once, 50 events 20 ms apart`,
  unit: 'stream',
  scenario: { wire: 'openai', answer: 'text', delivery: 'slow' },
  concurrency: SLOW_STREAMS,
  contestants: everybody('openai'),
  targets: [kit(1.1)],
  burst: true,
};

/** In the order in which they run and are told. */
export const cases: readonly Case[] = [...wireNames.flatMap(streamCases), ...wireNames.flatMap(callCases), slow];

/** What has no contestants round by round: fresh processes, a tap on a stream, and what is only counted. */
export const otherCases = ['start/openai', 'tap', 'hit-rates'] as const;

/** The first text of the slow streams (p99): at most so much later than the floor's. */
export const SLOW_FIRST_TEXT_MS = 60;
/** Memory of each slow stream, at most. */
export const SLOW_STREAM_BYTES = 60 * 1024;
/** Import and construct, at most; 15 would be better. */
export const CONSTRUCT_MS = 50;
/** What a tap may add to a part. */
export const TAP_NANOS = 100;

/** `stream-text`, `stream-differs/openai`, `openai`, `mixed`: every segment of the term stands in the id, in order. */
export function selects(term: string, id: string): boolean {
  let at = 0;
  const segments = id.split('/');
  for (const segment of term.split('/')) {
    const found = segments.indexOf(segment, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}
