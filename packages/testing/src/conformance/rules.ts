// The rules that a provider is held to. Each failure names its rule, and where to read about it.

export interface Rule {
  readonly says: string;
  readonly read: string;
}

const architecture = (section: string) => `docs/architecture.md, "${section}"`;
const testing = (section: string) => `the README of @kit/testing, "${section}"`;

export const rules = {
  result: {
    says: 'A result has the shape of its operation, and says what the vendor said.',
    read: architecture('How a call flows'),
  },
  meta: {
    says: 'Every result has `meta` (provider, model, request id, timings, attempts) and `warnings`.',
    read: architecture('How a call flows'),
  },
  usage: {
    says: 'Usage is a partition: the buckets that are told sum to their total; a bucket that is unknown is absent.',
    read: 'the types `Usage`, `InputTokenDetails` and `OutputTokenDetails` of @kit/core',
  },
  request: {
    says: 'The request goes out as the vendor wants it; what cannot be done is a warning, under `strict` an `unsupported` error.',
    read: architecture('How a call flows'),
  },
  offered: {
    says: 'An operation that is missing is an `unsupported` error that names the provider and what it offers.',
    read: architecture('How a call flows'),
  },
  replay: {
    says: 'An answer can be pushed onto the conversation: calls, results and opaque tokens go back as they came.',
    read: 'the type `AssistantMessage` of @kit/core',
  },
  stream: {
    says: 'A stream has one start, first, and one finish, last; folded it equals the complete reply.',
    read: architecture('Streams'),
  },
  commit: {
    says: "A stream's promise settles at its first content: not before, not later; what fails before it is a rejection.",
    read: architecture('Streams'),
  },
  chunking: {
    says: 'How the network cuts a body changes nothing.',
    read: architecture('Streams'),
  },
  truncation: {
    says: 'A stream that was cut is an error with `partial`, or its answer was complete: nothing is truncated silently.',
    read: architecture('Streams'),
  },
  total: {
    says: 'Decoders are total: null, extra fields, unknown events and odd values neither crash them nor cost data.',
    read: architecture('Streams'),
  },
  errors: {
    says: "Every failure is a KitError, its code by the vendor's own table; nothing is swallowed and nothing retried.",
    read: architecture('Errors'),
  },
  abort: {
    says: "An abort is an `aborted` error with the signal's reason as its cause, and closes the socket within 50 ms.",
    read: architecture('How a call flows'),
  },
  scope: {
    says: 'What a call opened ends with it: listeners, timers, sockets, memory.',
    read: architecture('How a call flows'),
  },
  secrets: {
    says: 'A credential is in no error, no result, no log and no inspection.',
    read: architecture('Errors'),
  },
  apart: {
    says: 'Calls at the same time know nothing of one another.',
    read: architecture('How a call flows'),
  },
  manifest: {
    says: 'The manifest describes the provider.',
    read: testing('Conformance'),
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof rules;
