// The input of a prediction, filled in field by field; what the model has no field for becomes a warning.

import type { JsonObject, JsonValue } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { type InputFields, spelled } from './capabilities.ts';

export interface InputDraft {
  readonly fields: InputFields;
  readonly warnings: WarningList;
  readonly values: JsonObject;
  /** Puts a value where the model wants it: under the first of these names that it has. Undefined values are none. */
  set(feature: string, value: JsonValue | undefined, ...names: readonly string[]): void;
  /** Puts a value under a name, whatever the fields. */
  put(name: string, value: JsonValue | undefined): void;
  lacks(feature: string, detail?: string): void;
}

export function inputDraft(fields: InputFields, warnings: WarningList): InputDraft {
  const values: Record<string, JsonValue> = {};
  const put = (name: string, value: JsonValue | undefined) => {
    if (value !== undefined) values[name] = value;
  };
  const lacks = (feature: string, detail = 'This model has no such input; it was left out.') =>
    warnings.add(feature, detail);
  return {
    fields,
    warnings,
    values,
    put,
    lacks,
    set(feature, value, ...names) {
      if (value === undefined) return;
      const name = spelled(fields, ...names);
      if (name === undefined) lacks(feature);
      else put(name, value);
    },
  };
}

/** Puts links to files under the first of these names: as a list, one by one and numbered, or the only one. */
export function putFiles(draft: InputDraft, urls: readonly string[], ...names: readonly string[]): boolean {
  for (const name of names) {
    if (draft.fields.has(`${name}[]`)) {
      draft.put(name, urls);
      return true;
    }
    if (draft.fields.has(`#${name}`)) {
      // flux-2: input_image, input_image_2, …
      for (const [at, url] of urls.entries()) draft.put(at === 0 ? name : `${name}_${at + 1}`, url);
      return true;
    }
    if (draft.fields.has(name) && urls.length === 1) {
      draft.put(name, urls[0]);
      return true;
    }
  }
  return false;
}
