// Opaque data of parts: what of it goes back to where it came from, and what is left out.
import { type CodecContext, isReplayable, type Origin, type VendorData } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { CompleteDialect } from '../dialect.ts';
import { anthropicWire, type Block } from '../wire-names.ts';

/** Where answers decoded with this context come from. */
export function originOf(context: Pick<CodecContext, 'origin'>): Origin {
  return { wire: anthropicWire, ...context.origin };
}

/**
 * True if the data may be sent with this call. Claude's signatures are valid on every platform that serves Claude, so
 * for those only the model's kind matters; other vendors' tokens stay at their endpoint.
 */
export function mayReplay(from: Origin, context: Pick<CodecContext, 'origin'>, dialect: CompleteDialect): boolean {
  const to = originOf(context);
  if (isReplayable(from, to)) return true;
  if (dialect.tokens === 'endpoint')
    return isReplayable(from, to, ['provider', 'endpoint']) && from.endpoint !== undefined;
  return from.wire === to.wire && isClaude(from.model) && isClaude(to.model);
}

const isClaude = (model: string | undefined): boolean => model !== undefined && /claude/i.test(model);

/** The members of `block` that have no unified field; nulls say nothing. */
export function extrasOf(block: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): Block | undefined {
  let extras: Block | undefined;
  for (const name in block) {
    const value = block[name];
    if (known.has(name) || value === null || value === undefined) continue;
    extras ??= {};
    setOwn(extras, name, value as Block[string]);
  }
  return extras;
}

/** Sets a member whose name came from outside: `__proto__` becomes a member like any other. */
export function setOwn(target: Block, name: string, value: Block[string]): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** `vendor` for a part, where there is anything to keep. */
export function vendorDataOf(extras: Block | undefined, origin: Origin): VendorData | undefined {
  return extras && { origin, data: extras };
}

/** The data as an object's members, where it is one. */
export function membersOf(vendor: VendorData | undefined): Readonly<Record<string, unknown>> {
  return vendor && isRecord(vendor.data) ? vendor.data : {};
}
