// What a vendor wants to have back of its thoughts: details, signatures, encrypted pieces.
import type { JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord } from '@kit/wire';
import { mergeReasoningDetails } from './reasoning-details.ts';

export class ReasoningEcho {
  readonly #details: JsonRecord[] = [];
  readonly #tokens: Record<string, JsonValue> = {};

  addDetails(details: readonly unknown[]): void {
    mergeReasoningDetails(this.#details, details);
  }

  /** Databricks has both in the pieces of a summary. */
  addTokens({ signature, data }: JsonRecord): void {
    if (isToken(signature)) this.#tokens.signature = signature;
    if (isToken(data)) this.#tokens.encrypted = [...arrayOf(this.#tokens.encrypted), data] as JsonValue;
  }

  /** Undefined if there is nothing to give back. */
  get data(): JsonValue | undefined {
    if (this.#details.length === 0 && Object.keys(this.#tokens).length === 0) return undefined;
    return {
      ...(this.#details.length > 0 && { reasoning_details: this.#details as JsonValue }),
      ...this.#tokens,
    };
  }
}

/** True for a piece of thoughts with a signature, or with thoughts that are encrypted. */
export const holdsTokens = ({ signature, data }: JsonRecord): boolean => isToken(signature) || isToken(data);

const isToken = (value: unknown): value is string => typeof value === 'string' && value !== '';
