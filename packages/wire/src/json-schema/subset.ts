// What a vendor takes of JSON Schema, as data.

import type { JsonPrimitive } from '@kit/core';

export interface SchemaSubset {
  /** Whose subset it is, for the wording of changes, e.g. `OpenAI strict mode`. */
  readonly name: string;
  /** The keywords the vendor takes. Others are rewritten, described or dropped. */
  readonly keywords: ReadonlySet<string>;
  /** The values of `format` it takes. Default: all. */
  readonly formats?: ReadonlySet<string>;
  /** The values of a keyword it takes, where not all (Anthropic: `minItems` 0 and 1). */
  readonly keywordValues?: Readonly<Record<string, ReadonlySet<JsonPrimitive>>>;
  /** What becomes of a keyword that is not taken: said in the description's words (default), or left out. */
  readonly unsupportedTo?: 'description' | 'drop';
  /** Keywords that are turned into one that is taken. */
  readonly rewrite?: { readonly oneOf?: 'anyOf'; readonly const?: 'enum' };
  /** Every object gets `additionalProperties: false`. */
  readonly additionalPropertiesFalse?: boolean;
  /** Every property is required; those that were optional may be null instead (see `restoreAnswer`). */
  readonly allRequired?: boolean;
  /** The root must be an object; another schema is wrapped into one (see `AdaptedSchema.wrapper`). */
  readonly rootMustBeObject?: boolean;
  /** Each schema needs a `type`; one is inferred, or failing that a union of the plain types is given. */
  readonly typeRequired?: boolean;
  /** `keep`: `$ref` to `$defs` is taken (others are put in place). `inline`: every reference is put in place. */
  readonly refs: 'keep' | 'inline';
  /** Whether kept references may be recursive. Default true; false cuts them, as inlining must. */
  readonly recursion?: boolean;
  /** Whether keywords beside `$ref` are taken. Default true; false puts the reference in place where it has any. */
  readonly refSiblings?: boolean;
  /** How null is said: as a type of its own (default), or OpenAPI's `nullable: true`, which has no unions of types. */
  readonly nullAs?: 'type' | 'nullable';
  /** Whether `enum` may only list strings. Default false. */
  readonly enumOfStrings?: boolean;
  /** `upper`: type names in capitals, as Gemini's OpenAPI dialect has them. */
  readonly typeCase?: 'upper';
  /** How many levels of objects the vendor takes. A deeper schema is reported, not cut. */
  readonly maxDepth?: number;
  /** How many properties the vendor takes in all. More are reported, not cut. */
  readonly maxProperties?: number;
}

/** One difference between a schema and what the vendor is sent. */
export interface SchemaChange {
  /** JSON pointer into the original schema; the empty string is the root. */
  readonly path: string;
  /** The keyword it concerns. */
  readonly keyword: string;
  readonly action:
    | 'dropped' // left out
    | 'described' // moved into the description in words
    | 'rewritten' // said with another keyword, or in another form
    | 'added' // the vendor demands it
    | 'inlined' // a reference, put in place
    | 'merged' // allOf, put together
    | 'wrapped' // the root, put into an object
    | 'cut' // a recursion, or a schema too large to go on with
    | 'exceeds'; // over a limit of the vendor's; sent as it is
  /**
   * Whether the vendor may now answer what the original schema refuses, or cannot answer what it allows. These are
   * worth a warning; the others say the same in other words.
   */
  readonly lossy: boolean;
  /** In words, for a warning. */
  readonly detail: string;
}
