// Learned templates: events of a stream that are alike but for a few values, taken apart without parsing them anew.
//
// A stream's events repeat each other: the same keys in the same order around a text that differs, an id or a count
// that changes. From two events of one make a template learns what stands still (compared as text) and what changes
// (a slot: a string, a number, padding). An event that fits is read by a few comparisons, and gives the value that JSON.parse
// would give; any other is parsed. Nothing is guessed: an event fits in every character outside its slots, and what is
// in a slot is one JSON string or number by JSON's own grammar, or spaces where JSON allows them.

import { type Scalar, type ScalarKind, type ScannedContainer, scanJson } from './scan-json.ts';

/** Templates a stream may have at once: text, reasoning, tool arguments and their kin take turns. */
const MOST_TEMPLATES = 6;
/** Shorter texts are copied anyway. */
const SHORTEST_CUT = 13;
/** What learning from an event costs, in events that fit: about that many pay for it. */
const LEARNING_COST = 4;
const FIRST_CREDIT = 8 * LEARNING_COST;
const MOST_CREDIT = 16 * LEARNING_COST;
/** With the credit used up, only one in so many events is learned from: a stream may become regular later. */
const LEARN_EVERY = 64;
/** After so many events in a row that fitted nothing, the next ones are not even tried. */
const MISSES_BEFORE_REST = 8;
const FIRST_REST = 16;
const LONGEST_REST = 256;
/** Events tried after a rest before there is another: two of one make are needed to learn it. */
const TRIED_AFTER_REST = 3;

const toUtf8 = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

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
interface Found {
  readonly starts: number[];
  readonly ends: number[];
  readonly escaped: boolean[];
}

class Template {
  /** Every scalar of the event that was learned from last. */
  readonly #scalars: readonly Scalar[];
  readonly #changes: readonly boolean[];
  readonly #text: string;
  readonly #literals: string[] = [];
  readonly #slots: Slot[] = [];
  readonly #containers: LiveContainer[] = [];
  readonly #values: unknown[] = [];
  /** What `sharedWith` has found, by the other's number. */
  readonly #shared = new Map<number, number>();
  readonly #number: number;
  readonly name: string | undefined;
  /** The value of the event that fitted last. */
  value: unknown;

  constructor(
    number: number,
    event: LearnableEvent,
    scanned: Scanned,
    changes: readonly boolean[],
    transient: ReadonlySet<string>,
  ) {
    this.#number = number;
    this.#text = event.text;
    this.#scalars = scanned.scalars;
    this.#changes = changes;
    this.name = event.name;
    this.value = event.value;
    const places = new Map<number, number>();
    let from = 0;
    for (let at = 0; at < changes.length; at++) {
      if (!changes[at]) continue;
      const { kind, start, end, container, key } = scanned.scalars[at] as Scalar;
      this.#literals.push(event.text.slice(from, start));
      const place = kind === 'blank' ? -1 : this.#live(container, scanned.containers, places, transient);
      this.#slots.push({ kind, container: place, key });
      from = end;
    }
    this.#literals.push(event.text.slice(from));
  }

  /** The place of a container among the live ones: those above it come before it. */
  #live(
    index: number,
    containers: readonly ScannedContainer[],
    places: Map<number, number>,
    transient: ReadonlySet<string>,
  ): number {
    const known = places.get(index);
    if (known !== undefined) return known;
    const { parent, key, path } = containers[index] as ScannedContainer;
    const above = parent < 0 ? -1 : this.#live(parent, containers, places, transient);
    const value = (above < 0 ? this.value : this.#containers[above]?.value[key]) as LiveContainer['value'];
    const place = this.#containers.push({ value, parent: above, key, reused: transient.has(path) }) - 1;
    places.set(index, place);
    return place;
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
  sharedWith(other: Template): number {
    let shared = this.#shared.get(other.#number);
    if (shared !== undefined) return shared;
    shared = 0;
    const most = Math.min(this.#slots.length, other.#slots.length);
    while (
      shared < most &&
      this.#literals[shared] === other.#literals[shared] &&
      this.#slots[shared]?.kind === other.#slots[shared]?.kind
    )
      shared++;
    this.#shared.set(other.#number, shared);
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
  changesWith(event: LearnableEvent, { scalars }: Scanned): boolean[] | undefined {
    if (event.name !== this.name || scalars.length !== this.#scalars.length) return undefined;
    const changes: boolean[] = [];
    let ourFrom = 0;
    let itsFrom = 0;
    for (let at = 0; at < scalars.length; at++) {
      const ours = this.#scalars[at] as Scalar;
      const its = scalars[at] as Scalar;
      if (this.#text.slice(ourFrom, ours.start) !== event.text.slice(itsFrom, its.start)) return undefined;
      if (ours.kind !== its.kind) return undefined;
      const same = this.#text.slice(ours.start, ours.end) === event.text.slice(its.start, its.end);
      if (!same && ours.kind === 'word') return undefined;
      changes.push(this.#changes[at] === true || !same);
      ourFrom = ours.end;
      itsFrom = its.end;
    }
    return this.#text.slice(ourFrom) === event.text.slice(itsFrom) ? changes : undefined;
  }
}

interface Scanned {
  readonly scalars: readonly Scalar[];
  readonly containers: readonly ScannedContainer[];
}

/** The templates of one stream. */
export class LearnedTemplates {
  readonly #transient: ReadonlySet<string>;
  /** The one that fitted last comes first. */
  readonly #templates: Template[] = [];
  #made = 0;
  readonly #found: Found = { starts: [], ends: [], escaped: [] };
  #credit = FIRST_CREDIT;
  #unlearned = 0;
  #missesInRow = 0;
  #rest = 0;
  #nextRest = FIRST_REST;
  /** What the event that fitted last says, and its name. */
  value: unknown;
  name: string | undefined;
  /** Events that fitted. */
  hits = 0;

  /**
   * @param transient paths of objects and arrays that no reader of an event keeps (`''` the event itself,
   *   `choices.*.delta`): they are used again for the next event. Others are made anew where they change.
   */
  constructor(transient: readonly string[] = []) {
    this.#transient = new Set(transient);
  }

  /** Reads the event that begins at `at`: answers where it ends and sets `value` and `name`, or answers -1. */
  read(text: string, at: number): number {
    if (this.#rest > 0) return -1;
    const templates = this.#templates;
    const found = this.#found;
    let failed: Template | undefined;
    let failedAt = 0;
    for (let index = 0; index < templates.length; index++) {
      const template = templates[index] as Template;
      // Templates of one stream begin alike: what one has found, the next need not look for again.
      const known = failed ? Math.min(failedAt, template.sharedWith(failed)) : 0;
      const end = template.fit(text, at, known, found);
      if (end < 0 || !template.fill(text, found)) {
        failed = template;
        failedAt = end < 0 ? ~end : 0;
        continue;
      }
      if (index > 0) {
        templates.splice(index, 1);
        templates.unshift(template);
      }
      this.hits++;
      this.#missesInRow = 0;
      this.#nextRest = FIRST_REST;
      if (this.#credit < MOST_CREDIT) this.#credit++;
      this.value = template.value;
      this.name = template.name;
      return end;
    }
    return -1;
  }

  /** An event that had to be parsed: the next of its make may fit. */
  learn(seen: LearnableEvent): void {
    if (!this.#worthLearning()) return;
    // A copy: a slice would keep the whole network read that it comes from.
    const event = { ...seen, text: utf8.decode(toUtf8.encode(seen.text)) };
    const scanned = scanJson(event.text, event.start, event.end);
    if (!scanned || scanned.scalars.length === 0) return;
    for (const [index, known] of this.#templates.entries()) {
      const changes = known.changesWith(event, scanned);
      if (!changes) continue;
      this.#templates.splice(index, 1);
      return this.#keep(event, scanned, changes);
    }
    this.#keep(
      event,
      scanned,
      scanned.scalars.map(() => false),
    );
  }

  /** Irregular streams must not pay for what regular ones gain. */
  #worthLearning(): boolean {
    if (this.#rest > 0) {
      this.#rest--;
      return false;
    }
    if (++this.#missesInRow >= MISSES_BEFORE_REST) {
      this.#rest = this.#nextRest;
      this.#nextRest = Math.min(LONGEST_REST, this.#nextRest * 2);
      this.#missesInRow = MISSES_BEFORE_REST - TRIED_AFTER_REST;
      this.#credit = Math.max(this.#credit, (TRIED_AFTER_REST + 1) * LEARNING_COST);
    }
    if (this.#credit < LEARNING_COST && ++this.#unlearned < LEARN_EVERY) return false;
    this.#unlearned = 0;
    this.#credit = Math.max(0, this.#credit - LEARNING_COST);
    return true;
  }

  #keep(event: LearnableEvent, scanned: Scanned, changes: readonly boolean[]): void {
    this.#templates.unshift(new Template(this.#made++, event, scanned, changes, this.#transient));
    if (this.#templates.length > MOST_TEMPLATES) this.#templates.pop();
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
