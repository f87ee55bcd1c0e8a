// A stream's batches as they are written down: texts that differ in nothing else stand side by side, which takes a fraction
// of the time and of the space.
import { keptResult } from './kept-result.ts';

type AnyPart = { readonly type: string };

/** A stream's batches, and when each came: milliseconds since the stream's begin. */
export interface Recording {
  readonly times: readonly number[];
  readonly batches: readonly (readonly AnyPart[])[];
}

/** Parts that differ in their `text` alone: the rest of them, and the texts. */
type Run = readonly [rest: AnyPart, texts: readonly string[]];

export interface WrittenRecording {
  /** Of each moment: its milliseconds, and how many parts came. */
  readonly times: readonly number[];
  /** In the order in which they came. Parts are objects, runs are lists. */
  readonly parts: readonly (AnyPart | Run)[];
}

export function writtenRecording({ times: came, batches }: Recording): WrittenRecording {
  const times: number[] = [];
  const recorder = new Recorder();
  let [lastMs, count] = [-1, 0];
  for (const [at, parts] of batches.entries()) {
    const atMs = Math.round(came[at] as number);
    if (atMs !== lastMs) {
      if (count > 0) times.push(lastMs, count);
      [lastMs, count] = [atMs, 0];
    }
    count += parts.length;
    for (const part of parts) recorder.add(part);
  }
  if (count > 0) times.push(lastMs, count);
  return { times, parts: recorder.end() };
}

export function readRecording({ times: moments, parts: written }: WrittenRecording): Recording {
  const parts: AnyPart[] = [];
  for (const item of written) {
    if (isRun(item)) replayRun(item, parts);
    else parts.push(item);
  }
  if (moments.length === 2) return { times: [moments[0] as number], batches: [parts] };
  const times: number[] = [];
  const batches: (readonly AnyPart[])[] = [];
  for (let at = 0, from = 0; at < moments.length; at += 2) {
    const to = from + (moments[at + 1] as number);
    times.push(moments[at] as number);
    batches.push(parts.slice(from, to));
    from = to;
  }
  return { times, batches };
}

function replayRun([rest, texts]: Run, parts: AnyPart[]): void {
  const { type, ...others } = rest;
  // Mostly there is nothing else, and to spread nothing takes its time.
  if (Object.keys(others).length === 0) for (const text of texts) parts.push({ type, text } as AnyPart);
  else for (const text of texts) parts.push({ ...rest, text } as AnyPart);
}

const isRun = (item: AnyPart | Run): item is Run => Array.isArray(item);

class Recorder {
  readonly #parts: (AnyPart | Run)[] = [];
  /** The first part of the run that goes on, and all of its texts. */
  #first: AnyPart | undefined;
  #texts: string[] = [];

  add(part: AnyPart): void {
    const { text } = part as { readonly text?: unknown };
    if (typeof text !== 'string' || !this.#first || !differsInTextAlone(this.#first, part)) {
      this.#endRun();
      const kept = keptPart(part);
      if (typeof text !== 'string') return void this.#parts.push(kept);
      this.#first = kept;
    }
    this.#texts.push(text);
  }

  end(): readonly (AnyPart | Run)[] {
    this.#endRun();
    return this.#parts;
  }

  #endRun(): void {
    const first = this.#first;
    if (!first) return;
    if (this.#texts.length === 1) this.#parts.push(first);
    else {
      const { text: _, ...rest } = first as AnyPart & { readonly text: string };
      this.#parts.push([rest, this.#texts]);
    }
    this.#first = undefined;
    this.#texts = [];
  }
}

function differsInTextAlone(first: AnyPart, part: AnyPart): boolean {
  let fields = 0;
  for (const name in part) {
    fields++;
    if (name !== 'text' && (part as Fields)[name] !== (first as Fields)[name]) return false;
  }
  for (const _name in first) fields--;
  return fields === 0;
}

/** Few parts say more than what was answered. */
const keptPart = (part: AnyPart): AnyPart =>
  'usage' in part || 'cost' in part || 'meta' in part ? keptResult(part) : part;

type Fields = { readonly [name: string]: unknown };
