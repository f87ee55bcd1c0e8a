// What the wires of one simulator share: brain, models, keys, ids, pace.
import { type ErrorCode, KitError, type Model } from '@kit/core';
import type { ReceivedRequest } from '../received-request.ts';
import { type Brain, defaultBrain } from './brain.ts';
import { type Shelf, type StoredBatch, type StoredFile, shelf } from './stored-files.ts';

export interface SimulatorOptions {
  /** Answers chat requests. By default the last message is repeated, tools are called, schemas are filled in. */
  readonly brain?: Brain;
  /** The only models there are; without it every model exists but `no-such-model`. */
  readonly models?: readonly (string | Model)[];
  /** The only keys that are accepted; without it every key is but `wrong-key`. */
  readonly keys?: readonly string[];
  /** Pause before each token of a stream, in milliseconds. Default 0. */
  readonly tokenPauseMs?: number;
  /** Length of embeddings for requests that name none. Default 64. */
  readonly dimensions?: number;
}

export interface World {
  readonly brain: Brain;
  readonly models: readonly Model[];
  readonly tokenPauseMs: number;
  readonly dimensions: number;
  readonly files: Shelf<StoredFile>;
  readonly batches: Shelf<StoredBatch>;
  /** A new id with a prefix: `msg_1`, `msg_2`, … */
  newId(prefix: string): string;
  /** Counts a chat request; answers how many there were before. */
  nextTurn(): number;
  /** @throws KitError `authentication` */
  checkKey(key: string | undefined): void;
  /** @throws KitError `not-found`; `invalid-request` if there is none. */
  checkModel(model: string | undefined): string;
}

const usualModels: readonly Model[] = [
  {
    id: 'simulated-large',
    name: 'Simulated Large',
    kind: 'chat',
    contextWindow: 200_000,
    maxOutput: 32_000,
    released: '2026-01-01',
  },
  {
    id: 'simulated-small',
    name: 'Simulated Small',
    kind: 'chat',
    contextWindow: 32_000,
    maxOutput: 8_000,
    released: '2026-01-01',
  },
  {
    id: 'simulated-embedding',
    name: 'Simulated Embedding',
    kind: 'embedding',
    maxInput: 8_000,
    dimensions: 64,
    released: '2026-01-01',
  },
];

export function createWorld(options: SimulatorOptions): World {
  const { brain = defaultBrain, keys, tokenPauseMs = 0, dimensions = 64 } = options;
  const models = options.models?.map((model) => (typeof model === 'string' ? { id: model } : model)) ?? usualModels;
  const known = options.models && new Set(models.map(({ id }) => id));
  let ids = 0;
  let turns = 0;
  return {
    brain,
    models,
    tokenPauseMs,
    dimensions,
    files: shelf('file'),
    batches: shelf('batch'),
    newId: (prefix) => `${prefix}${++ids}`,
    nextTurn: () => turns++,
    checkKey(key) {
      if (key && (keys ? keys.includes(key) : key !== 'wrong-key')) return;
      throw failure('authentication', key ? 'The API key is not valid.' : 'No API key was sent.');
    },
    checkModel(model) {
      if (model === undefined) throw new KitError('invalid-request', 'The request names no model.', { field: 'model' });
      if (known ? known.has(model) : model !== 'no-such-model') return model;
      throw failure('not-found', `The model "${model}" does not exist.`);
    },
  };
}

function failure(code: ErrorCode, message: string): KitError {
  return new KitError(code, message);
}

/** A request as a wire's routes see it. */
export interface WireCall {
  readonly world: World;
  readonly received: ReceivedRequest;
  /** Path behind the wire's prefix, with a slash before it. */
  readonly path: string;
}

/** The body of a request as JSON. @throws KitError `invalid-request` */
export function jsonBody({ received }: Pick<WireCall, 'received'>): unknown {
  try {
    return received.json();
  } catch {
    throw new KitError('invalid-request', 'The body is not JSON.');
  }
}
