// JSON as a type: what wires carry and what vendors' opaque data consists of.

export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** A JSON Schema (draft 2020-12 or a vendor's subset), as plain data. */
export type JsonSchema = JsonObject;
