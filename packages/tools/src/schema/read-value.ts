// From a model's text to a value that fits a schema, or to what is wrong with it in words that the model can use.
import type { JsonValue } from '@kit/core';
import { repairJson } from '../json/repair-json.ts';
import { coerceToSchema } from './coerce.ts';
import type { Issue, ResolvedSchema } from './resolve-schema.ts';

/**
 * - `lenient`: almost-JSON is repaired, and a value that does not fit is read once more in the forms that models mix up
 * - `strict`: the text must be JSON, the value must fit as it is
 */
export type Validation = 'lenient' | 'strict';

export interface ReadText {
  readonly text: string;
  readonly validation: Validation;
  /** The text may have been cut off: then nothing that is missing is filled in. */
  readonly mayBeCut?: boolean;
  /** What no text at all stands for. Default: it is an issue. */
  readonly empty?: JsonValue;
}

export type ReadValue<Output> =
  | {
      readonly value: Output;
      readonly issues?: undefined;
      /** What was done to make it fit; undefined if nothing. */
      readonly repaired: string | undefined;
    }
  | { readonly issues: readonly Issue[]; readonly value?: undefined };

/** Reads JSON text and validates it. */
export async function readText<Output>(schema: ResolvedSchema<Output>, read: ReadText): Promise<ReadValue<Output>> {
  const parsed = parse(read);
  if ('reason' in parsed) return { issues: [{ path: '', message: parsed.reason }] };
  const { value, repaired } = parsed;
  const first = await schema.validate(value);
  if (!first.issues) return { value: first.value, repaired };
  if (read.validation === 'strict') return first;
  const second = await schema.validate(coerceToSchema(value, schema.json));
  // The issues of what was written mean more to its writer.
  if (second.issues) return first;
  return { value: second.value, repaired: [repaired, 'values in another form'].filter(Boolean).join(', ') };
}

type Parsed = { readonly value: JsonValue; readonly repaired: string | undefined } | { readonly reason: string };

function parse({ text, validation, mayBeCut, empty }: ReadText): Parsed {
  if (text.trim() === '' && empty !== undefined && !mayBeCut) return { value: empty, repaired: undefined };
  const read = repairJson(text);
  if (read.value === undefined) return { reason: `not JSON: ${read.reason}` };
  if (read.repairs.length === 0) return { value: read.value, repaired: undefined };
  const repaired = read.repairs.join(', ');
  if (read.cut || mayBeCut) return { reason: 'not JSON: it is cut off' };
  return validation === 'strict' ? { reason: `not JSON: ${repaired}` } : { value: read.value, repaired };
}

/** Issues as lines for a model. */
export function issueLines(issues: readonly Issue[]): string {
  const shown = issues.slice(0, 10).map(({ path, message }) => `- ${path === '' ? 'the value' : path}: ${message}`);
  if (issues.length > 10) shown.push(`- and ${issues.length - 10} more`);
  return shown.join('\n');
}

/** The places of issues, for logs: what was written there stays out of them. */
export function issuePlaces(issues: readonly Issue[]): string {
  const places = [...new Set(issues.map(({ path }) => (path === '' ? 'the root' : path)))];
  return places.length > 5 ? `${places.slice(0, 5).join(', ')} and ${places.length - 5} more` : places.join(', ');
}
