// What all combinators over a list of targets have in common: how they are called, and what they pass on.
import {
  type AnyProvider,
  type EventHub,
  type Handler,
  type Handlers,
  KitError,
  type Operation,
  type Provider,
  targetInfo,
} from '@kit/core';
import { commonOperations } from './common-operations.ts';
import { catalogueOf, checkMember, closeAll, type Member, streamedOf } from './members.ts';
import { ModelLookup } from './model-lookup.ts';
import type { Place } from './place.ts';

/** Takes `(...targets, options?)` apart. Options are what has no handlers. */
export function targetsAndOptions<O extends object>(
  given: readonly (AnyProvider | O | undefined)[],
): { readonly members: readonly unknown[]; readonly options: O } {
  const last = given.at(-1);
  const hasOptions = given.length > 0 && (last as Partial<Member> | undefined)?.handlers === undefined;
  return hasOptions
    ? { members: given.slice(0, -1), options: (last ?? {}) as O }
    : { members: given, options: {} as O };
}

/** The targets as places. @throws KitError `config` for what is no provider, and for none. */
export function placesOf(owner: string, members: readonly unknown[]): readonly Place[] {
  if (members.length === 0) {
    throw new KitError(
      'config',
      `${owner} takes at least one provider: ${owner.replace('()', '')}(openai(), anthropic()).`,
      {
        field: 'targets',
      },
    );
  }
  return members.map((member, at) => {
    checkMember(member, owner, `targets[${at}]`);
    return { member, info: targetInfo(member), models: new ModelLookup(member) };
  });
}

/** The operations that all targets have. @throws KitError `config` if there is none. */
export function sharedOperations(owner: string, places: readonly Place[]): readonly Operation[] {
  const operations = commonOperations(places.map(({ member }) => member));
  if (operations.length > 0) return operations;
  const offers = places.map(({ member: { id, handlers } }) => `${id} (${Object.keys(handlers).join(', ')})`).join('; ');
  throw new KitError('config', `${owner}: the targets have no operation in common: ${offers}.`);
}

/** A provider over the targets. */
export function combined(
  id: string,
  places: readonly Place[],
  own: {
    readonly handlers: Readonly<Record<string, Handler>>;
    readonly events: EventHub;
    readonly inspect?: Provider['inspect'];
    readonly close?: () => void;
  },
): Provider<Operation> {
  const members = places.map(({ member }) => member);
  return {
    id,
    info: { id },
    handlers: own.handlers as unknown as Handlers,
    events: own.events,
    ...streamedOf(members),
    ...catalogueOf(
      id,
      members.map((member) => [member.id, member] as const),
      (model) => model,
    ),
    ...(own.inspect && { inspect: own.inspect }),
    close: () => {
      own.close?.();
      return closeAll(members);
    },
  };
}
