// The wire's id and the shape of its objects while they are being built.
import type { JsonValue } from '@kit/core';

/** Wire id: stamped on opaque data, and a key of `vendor` options. */
export const anthropicWire = 'anthropic';

/** An object of the wire under construction; undefined members are not sent. */
export type Block = { [field: string]: JsonValue | undefined };
