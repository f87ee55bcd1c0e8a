// Where an opaque token came from, and whether it may be sent back there.
import type { JsonValue } from '../json.ts';

/**
 * The place that an opaque token belongs to. Providers stamp it; a token is replayed only where every field that both
 * sides state is equal. `wire` is always stated; a request read by a gateway states nothing else.
 */
export interface Origin {
  /** Wire format: `openai-chat`, `openai-responses`, `anthropic`, `gemini`, … */
  readonly wire: string;
  /** Provider instance id. */
  readonly provider?: string;
  /** Origin and prefix of the endpoint. */
  readonly endpoint?: string;
  /** Account scope: a label of the credential, never the credential. */
  readonly account?: string;
  readonly model?: string;
}

/** Data that only its vendor understands and that has to be echoed back byte for byte. */
export interface VendorData {
  readonly origin: Origin;
  readonly data: JsonValue;
}

/** True if data that came from `from` may be sent to `to`. `fields` says what this wire's tokens are bound to. */
export function isReplayable(
  from: Origin,
  to: Origin,
  fields: readonly (keyof Origin)[] = ['provider', 'endpoint', 'account', 'model'],
): boolean {
  if (from.wire !== to.wire) return false;
  return fields.every((field) => from[field] === undefined || to[field] === undefined || from[field] === to[field]);
}
