// A target as a combinator knows it.
import type { Operation, TargetInfo } from '@kit/core';
import type { Member } from './members.ts';
import type { ModelLookup } from './model-lookup.ts';

export interface Place {
  readonly member: Member;
  readonly info: TargetInfo;
  readonly models: ModelLookup;
}

/** The model that a target asks for when the request names `asked`; undefined if only the provider knows. */
export function modelAt({ info }: Place, asked: string | undefined): string | undefined {
  const { model, models } = info;
  return (asked !== undefined && models && Object.hasOwn(models, asked) ? models[asked] : undefined) ?? model ?? asked;
}

/** The model that a request names. */
export function modelAsked(request: unknown): string | undefined {
  const { model } = (request ?? {}) as { readonly model?: unknown };
  return typeof model === 'string' ? model : undefined;
}

export function offers({ member }: Place, operation: Operation): boolean {
  return Object.hasOwn(member.handlers, operation);
}
