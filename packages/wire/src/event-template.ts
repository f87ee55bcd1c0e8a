// One make of events: what stands still in them, as text, and the slots that change.
import type { ScalarKind, ScannedContainer, ScannedJson } from './scan-json.ts';

/** Shorter texts are copied anyway. */
const SHORTEST_CUT = 13;

const quote = 0x22;
const backslash = 0x5c;

/** What changes from event to event. */
interface Slot {
  readonly kind: ScalarKind;
  /** Index into the template's containers, and the key there. Blanks have no place. */
  readonly container: number;
  readonly key: string | number;
}

/** An object or array that holds a slot, or leads to one. */
interface LiveContainer {
  value: Record<string | number, unknown>;
  readonly parent: number;
  readonly key: string | number;
  /** Used again for the next event, because nobody keeps it. Others are copied before they are changed. */
  readonly reused: boolean;
}

/** Where an event's JSON stands in its text, and what it is. */
export interface LearnableEvent {
  /** The whole event as it was sent, its framing included. */
  readonly text: string;
  /** Where its JSON begins and ends in `text`. */
  readonly start: number;
  readonly end: number;
  /** What JSON.parse made of it. */
  readonly value: unknown;
  readonly name: string | undefined;
}

/** Where the slots of the event under the eye begin and end, and whether they hold escapes. */
export interface Found {
  readonly starts: number[];
  readonly ends: number[];
  readonly escaped: boolean[];
}

/** What may be used again, and by whom. */
export interface Keeping {
  /** Paths of containers that nobody keeps. */
  readonly transient: readonly string[];
  /** True where streams share the template: what one of them keeps must not be another's. */
  readonly shared: boolean;
}

/** The containers of an event that hold its slots, found as the slots are. */
class LiveContainers {
  readonly all: LiveContainer[] = [];
  readonly #value: unknown;
  readonly #scanned: readonly ScannedContainer[];
  readonly #transient: readonly string[];
  readonly #places = new Map<number, number>();

  constructor(value: unknown, scanned: readonly ScannedContainer[], transient: readonly string[]) {
    this.#value = value;
    this.#scanned = scanned;
    this.#transient = transient;
  }

  /** The place of a container among the live ones: those above it come before it. */
  place(index: number): number {
    const known = this.#places.get(index);
    if (known !== undefined) return known;
    const { parent, key, path } = this.#scanned[index] as ScannedContainer;
    const above = parent < 0 ? -1 : this.place(parent);
    const value = (above < 0 ? this.#value : this.all[above]?.value[key]) as LiveContainer['value'];
    const place = this.all.push({ value, parent: above, key, reused: this.#transient.includes(path) }) - 1;
    this.#places.set(index, place);
    return place;
  }

  /** All that somebody may keep, with slots or without. */
  placeKept(): void {
    for (const [index, { path }] of this.#scanned.entries()) if (!this.#transient.includes(path)) this.place(index);
  }
}

export class EventTemplate {
  /** Every scalar of the event that was learned from last: what it is, where it stands in the text, whether it changes. */
  readonly #kinds: readonly ScalarKind[];
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];
  readonly #changes: readonly boolean[];
  readonly #text: string;
  readonly #literals: readonly string[];
  readonly #slots: readonly Slot[];
  readonly #containers: readonly LiveContainer[];
  readonly #values: unknown[];
  /** What `sharedWith` has found, and of which other: by number, since templates come and go. */
  #neighbour = -1;
  #shared = 0;
  readonly #number: number;
  readonly name: string | undefined;
  /** The value of the event that fitted last. */
  value: unknown;

  constructor(
    number: number,
    event: LearnableEvent,
    scanned: ScannedJson,
    changes: readonly boolean[],
    { transient, shared }: Keeping,
  ) {
    this.#number = number;
    this.#text = event.text;
    this.#kinds = scanned.kinds;
    this.#starts = scanned.starts;
    this.#ends = scanned.ends;
    this.#changes = changes;
    this.name = event.name;
    this.value = event.value;
    const literals: string[] = [];
    const slots: Slot[] = [];
    const live = new LiveContainers(event.value, scanned.containers, transient);
    let from = 0;
    for (let at = 0; at < changes.length; at++) {
      if (!changes[at]) continue;
      const kind = scanned.kinds[at] as ScalarKind;
      literals.push(event.text.slice(from, scanned.starts[at]));
      const container = kind === 'blank' ? -1 : live.place(scanned.places[at] as number);
      slots.push({ kind, container, key: scanned.keys[at] as string | number });
      from = scanned.ends[at] as number;
    }
    literals.push(event.text.slice(from));
    if (shared) live.placeKept();
    // Copies: a list that has grown has room for more than it will ever hold, in each of a thousand streams.
    this.#literals = literals.slice();
    this.#slots = slots.slice();
    this.#containers = live.all.slice();
    this.#values = slots.map(() => undefined);
  }

  /**
   * Looks whether the event that begins at `at` fits: where it ends, or `~index` of the first literal that is not there.
   * What stands before slot `from` is known to fit.
   */
  fit(text: string, at: number, from: number, found: Found): number {
    const literals = this.#literals;
    const slots = this.#slots;
    let next = from === 0 ? at : (found.ends[from - 1] as number);
    for (let index = from; index < slots.length; index++) {
      const literal = literals[index] as string;
      const start = next + literal.length;
      // A slice compares as memory does; startsWith goes character by character.
      if (text.slice(next, start) !== literal) return ~index;
      const end = slotEnd((slots[index] as Slot).kind, text, start, found.escaped, index);
      if (end < 0) return ~index;
      found.starts[index] = start;
      found.ends[index] = end;
      next = end;
    }
    const last = literals[slots.length] as string;
    const end = next + last.length;
    return text.slice(next, end) === last ? end : ~slots.length;
  }

  /** Puts the slots' values in place, all or none; false for a string that is none. */
  fill(text: string, { starts, ends, escaped }: Found): boolean {
    const slots = this.#slots;
    const values = this.#values;
    for (let index = 0; index < slots.length; index++) {
      const { kind } = slots[index] as Slot;
      if (kind === 'blank') continue;
      const written = text.slice(starts[index], ends[index]);
      if (kind === 'number') values[index] = Number(written);
      else if (!escaped[index]) values[index] = owned(written);
      else {
        const value = unescaped(written);
        if (value === undefined) return false;
        values[index] = value;
      }
    }
    this.#renew();
    for (let index = 0; index < slots.length; index++) {
      const { container, key } = slots[index] as Slot;
      if (container >= 0) (this.#containers[container] as LiveContainer).value[key] = values[index];
    }
    return true;
  }

  /** How many literals and slots, from the beginning, this template has in common with another. */
  sharedWith(other: EventTemplate): number {
    if (this.#neighbour === other.#number) return this.#shared;
    let shared = 0;
    const most = Math.min(this.#slots.length, other.#slots.length);
    while (
      shared < most &&
      this.#literals[shared] === other.#literals[shared] &&
      this.#slots[shared]?.kind === other.#slots[shared]?.kind
    )
      shared++;
    this.#neighbour = other.#number;
    this.#shared = shared;
    return shared;
  }

  /** Copies what somebody may have kept. */
  #renew(): void {
    const containers = this.#containers;
    for (const container of containers) {
      if (container.reused) continue;
      const { value, parent, key } = container;
      container.value = Array.isArray(value) ? ([...value] as never) : { ...value };
      if (parent < 0) this.value = container.value;
      else (containers[parent] as LiveContainer).value[key] = container.value;
    }
  }

  /** Which scalars change if this event is of the same make; undefined if it is not. */
  changesWith(event: LearnableEvent, { kinds, starts, ends }: ScannedJson): boolean[] | undefined {
    if (event.name !== this.name || kinds.length !== this.#kinds.length) return undefined;
    const changes: boolean[] = [];
    let ourFrom = 0;
    let itsFrom = 0;
    for (let at = 0; at < kinds.length; at++) {
      const kind = kinds[at];
      if (kind !== this.#kinds[at]) return undefined;
      if (this.#text.slice(ourFrom, this.#starts[at]) !== event.text.slice(itsFrom, starts[at])) return undefined;
      const same = this.#text.slice(this.#starts[at], this.#ends[at]) === event.text.slice(starts[at], ends[at]);
      if (!same && kind === 'word') return undefined;
      changes.push(this.#changes[at] === true || !same);
      ourFrom = this.#ends[at] as number;
      itsFrom = ends[at] as number;
    }
    return this.#text.slice(ourFrom) === event.text.slice(itsFrom) ? changes : undefined;
  }
}

/** Where a value of this kind ends that begins at `start`, or -1; notes at `index` whether it holds escapes. */
function slotEnd(kind: ScalarKind, text: string, start: number, escaped: boolean[], index: number): number {
  if (kind === 'number') return numberEnd(text, start);
  if (kind === 'blank') return blankEnd(text, start);
  let holdsEscapes = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      escaped[index] = holdsEscapes;
      return at;
    }
    if (code < 0x20) return -1;
    // The escaped character is part of the string whatever it is; whether it may be escaped is JSON.parse's to say.
    if (code === backslash) {
      holdsEscapes = true;
      at++;
    }
  }
  return -1;
}

function blankEnd(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

/** Where a number ends that begins at `start`, by JSON's grammar; -1 if there is none. */
function numberEnd(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === 0x2d) at++;
  const first = text.charCodeAt(at);
  if (first === 0x30) at++;
  else if (isDigit(first)) at = digitsEnd(text, at);
  else return -1;
  if (text.charCodeAt(at) === 0x2e) {
    if (!isDigit(text.charCodeAt(at + 1))) return -1;
    at = digitsEnd(text, at + 1);
  }
  if ((text.charCodeAt(at) | 0x20) !== 0x65) return at;
  const sign = text.charCodeAt(at + 1);
  at += sign === 0x2b || sign === 0x2d ? 2 : 1;
  return isDigit(text.charCodeAt(at)) ? digitsEnd(text, at) : -1;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/**
 * The same text in memory of its own. An engine cuts longer texts out by pointing into what they are cut from: a word
 * that is kept would keep the network read that brought it, thousands of characters.
 */
function owned(cut: string): string {
  return cut.length < SHORTEST_CUT ? cut : `${cut} `.slice(0, -1);
}

/** The text that a string with escapes stands for; undefined if it is no JSON. */
function unescaped(written: string): string | undefined {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}
