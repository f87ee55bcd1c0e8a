// What findings do to a text: masks replace, anything else refuses the call.
import { KitError } from '@kit/core';
import type { Check, CheckPlace, Finding } from './check.ts';

export interface Found extends Finding {
  readonly check: string;
}

/** The error of a call that a check refuses. It says which check and why, never the text. */
export function refusal({ check, reason }: Found, { side }: CheckPlace): KitError {
  const what = side === 'input' ? 'The request' : 'The answer';
  return new KitError('guard-blocked', `${what} was refused by the check "${check}"${reason ? `: ${reason}` : ''}.`, {
    field: check,
  });
}

/** Findings in the order of their places; of those that overlap the first one counts. @throws for a refusal. */
export function inOrder(found: readonly Found[], place: CheckPlace): readonly Found[] {
  const refused = found.find(({ mask }) => mask === undefined);
  if (refused) throw refusal(refused, place);
  let end = 0;
  return found
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((one) => one.start >= end && (end = one.end) > one.start);
}

export function masked(text: string, found: readonly Found[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, mask = '' } of found) {
    out += text.slice(from, start) + mask;
    from = end;
  }
  return out + text.slice(from);
}

/** All checks over a whole text. */
export async function checkWhole(text: string, checks: readonly Check[], place: CheckPlace): Promise<string> {
  if (text === '') return text;
  const found: Found[] = [];
  for (const { name, find } of checks)
    for (const finding of await find(text, place)) found.push({ ...finding, check: name });
  return found.length > 0 ? masked(text, inOrder(found, place)) : text;
}
