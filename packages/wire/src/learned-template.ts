// Learned templates: events of a stream that are alike but for a few values, taken apart without parsing them anew.
//
// A stream's events repeat each other: the same keys in the same order around a text that differs, an id or a count
// that changes. From two events of one make a template learns what stands still (compared as text) and what changes
// (a slot: a string, a number, padding). An event that fits is read by a few comparisons, and gives the value that JSON.parse
// would give; any other is parsed. Nothing is guessed: an event fits in every character outside its slots, and what is
// in a slot is one JSON string or number by JSON's own grammar, or spaces where JSON allows them.

import { EventTemplate, type Found, type LearnableEvent } from './event-template.ts';
import { type ScannedJson, scanJson } from './scan-json.ts';

/** Templates a stream may have at once: text, reasoning, tool arguments and their kin take turns. */
const MOST_TEMPLATES = 6;
/** The same where streams share them: their first and last events are read by templates too. */
const MOST_SHARED = 12;
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

export interface LearnedTemplatesOptions {
  /**
   * Paths of objects and arrays that no reader of an event keeps (`''` the event itself, `choices.*.delta`): they are used
   * again for the next event. Others are made anew where they change.
   */
  readonly transient?: readonly string[] | undefined;
  /** True for templates that many streams use: whatever a reader may keep is made anew for every event. */
  readonly shared?: boolean;
}

/** The templates of one stream, or of streams that are alike. */
export class LearnedTemplates {
  readonly transient: readonly string[];
  readonly #shared: boolean;
  /** The one that fitted last comes first. */
  readonly #templates: EventTemplate[] = [];
  readonly #found: Found = { starts: [0], ends: [0], escaped: [false] };
  #made = 0;
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

  constructor({ transient = [], shared = false }: LearnedTemplatesOptions = {}) {
    this.transient = transient;
    this.#shared = shared;
  }

  /** Reads the event that begins at `at`: answers where it ends and sets `value` and `name`, or answers -1. */
  read(text: string, at: number): number {
    if (this.#rest > 0) return -1;
    const templates = this.#templates;
    const found = this.#found;
    let failed: EventTemplate | undefined;
    let failedAt = 0;
    for (let index = 0; index < templates.length; index++) {
      const template = templates[index] as EventTemplate;
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
    if (!scanned || scanned.kinds.length === 0) return;
    for (const [index, known] of this.#templates.entries()) {
      const changes = known.changesWith(event, scanned);
      if (!changes) continue;
      this.#templates.splice(index, 1);
      return this.#keep(event, scanned, changes);
    }
    this.#keep(
      event,
      scanned,
      scanned.kinds.map(() => false),
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

  #keep(event: LearnableEvent, scanned: ScannedJson, changes: readonly boolean[]): void {
    const keeping = { transient: this.transient, shared: this.#shared };
    this.#templates.unshift(new EventTemplate(this.#made++, event, scanned, changes, keeping));
    if (this.#templates.length > (this.#shared ? MOST_SHARED : MOST_TEMPLATES)) this.#templates.pop();
  }
}
