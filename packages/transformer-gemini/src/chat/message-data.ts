// Opaque data of whole messages of this wire.
import type { Message } from '@kit/core';
import { ownData, type PartData } from './wire-data.ts';

/**
 * What a message's `vendor.data` may hold.
 * From answers: what the vendor said about the whole answer. From requests that a server read: how they were spelled.
 */
export interface MessageData {
  /** The answer was cut and can go on (`CONTINUATION`). */
  readonly continuationToken?: string;
  /** Sources, search queries and the search widget that has to be shown with a grounded answer. */
  readonly groundingMetadata?: unknown;
  readonly urlContextMetadata?: unknown;
  readonly citationMetadata?: unknown;
  readonly finishMessage?: string;
  readonly safetyRatings?: unknown;
  readonly promptFeedback?: unknown;
  /** `own`: a content of its own beside one of the same role, or a model turn in the first place. */
  readonly content?: 'own';
  /** `object`: `parts` was a lone object, which Google's JSON reader takes for a list. */
  readonly parts?: 'object';
}

export function messageData(message: Message): PartData & MessageData {
  return (ownData(message.vendor) ?? {}) as PartData & MessageData;
}

export function continuationOf(message: Message): string | undefined {
  const { continuationToken } = messageData(message);
  return typeof continuationToken === 'string' && continuationToken !== '' ? continuationToken : undefined;
}

export function isOwnContent(message: Message): boolean {
  return messageData(message).content === 'own';
}

export function isOwnPartsObject(message: Message): boolean {
  return messageData(message).parts === 'object';
}
