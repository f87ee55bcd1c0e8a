// The failure of a request that has no recording: what was asked, what there is, and where the two differ.
import { type JsonValue, KitError } from '@kit/core';
import type { RecordedExchange, RecordedRequest } from './recorded-exchange.ts';
import { keyOf, placeOf } from './request-form.ts';

/** Named in the message at most. */
const mostNamed = 8;

/** The message names places, so that it can be logged; its cause shows the values. Secrets are in neither. */
export function unexpectedRequest(
  asked: RecordedRequest,
  recorded: readonly RecordedExchange[],
  ignored: readonly string[],
): KitError {
  const place = placeOf(asked);
  const there = recorded.filter(({ request }) => placeOf(request) === place);
  if (there.length === 0) {
    const known = [...new Set(recorded.map(({ request }) => placeOf(request)))].slice(0, mostNamed);
    return failure(`The cassette has no recording of ${place}. It has ${known.join(', ') || 'none at all'}.`);
  }
  const same = there.filter(({ request }) => keyOf(request, ignored) === keyOf(asked, ignored));
  if (same.length > 0) {
    return failure(`The cassette has ${same.length} of this ${place}, and all were played: it was asked once more.`);
  }
  const [nearest] = there
    .map(({ request }) => differences(contentOf(request), contentOf(asked)))
    .sort((one, other) => one.length - other.length) as [Difference[]];
  const places = nearest.map(({ pointer }) => pointer || 'the whole');
  const more = places.length > mostNamed ? ` and ${places.length - mostNamed} more` : '';
  const values = nearest.map(({ pointer, recorded: was, asked: is }) => `${pointer}: recorded ${was}, asked ${is}`);
  return failure(
    `The cassette has no recording of this ${place}. The body of the nearest of ${there.length} differs at ${places.slice(0, mostNamed).join(', ')}${more}.`,
    new Error(values.join('\n')),
  );
}

function failure(message: string, cause?: Error): KitError {
  return new KitError('config', message, cause && { cause });
}

interface Difference {
  /** JSON pointer. */
  readonly pointer: string;
  readonly recorded: string;
  readonly asked: string;
}

const contentOf = ({ body, text, sha256 }: RecordedRequest): JsonValue | undefined => body ?? text ?? sha256;

function differences(recorded: JsonValue | undefined, asked: JsonValue | undefined, pointer = ''): Difference[] {
  if (isContainer(recorded) && isContainer(asked) && Array.isArray(recorded) === Array.isArray(asked)) {
    const [one, other] = [recorded, asked] as unknown as Readonly<Record<string, JsonValue>>[];
    const keys = new Set([...Object.keys(one as object), ...Object.keys(other as object)]);
    return [...keys].flatMap((key) => differences(one?.[key], other?.[key], `${pointer}/${escaped(key)}`));
  }
  return recorded === asked ? [] : [{ pointer, recorded: shown(recorded), asked: shown(asked) }];
}

const isContainer = (value: JsonValue | undefined): value is object & JsonValue =>
  typeof value === 'object' && value !== null;
const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
