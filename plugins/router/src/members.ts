// What every combinator passes on of the providers that it is made of.
import { type Catalogue, EventHub, KitError, type Model, type Operation, type Provider } from '@kit/core';

/** A provider whose operations are known at run time only. */
export type Member = Provider<Operation>;

/** Throws `config` for what is no provider. */
export function checkMember(value: unknown, owner: string, field: string): asserts value is Member {
  if (typeof (value as Partial<Member> | null | undefined)?.handlers === 'object') return;
  throw new KitError(
    'config',
    `${owner}: ${field} is not a provider. Expected an object with \`id\` and \`handlers\`, such as openai().`,
    { field },
  );
}

/** One place for what happens in all of them; a provider that is there twice is heard once. */
export function eventsOf(members: readonly Member[]): EventHub {
  return new EventHub([...new Set(members.map(({ events }) => events))]);
}

export function streamedOf(members: readonly Member[]): { readonly streamed?: readonly string[] } {
  const streamed = [...new Set(members.flatMap((member) => member.streamed ?? []))];
  return streamed.length > 0 ? { streamed } : {};
}

/** Closes all, also when one of them fails. @throws the first failure. */
export async function closeAll(members: readonly Member[]): Promise<void> {
  const ended = await Promise.allSettled(members.map((member) => member.close?.()));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/** The models of all; each named as `rename` says. Prices are as old as the oldest list. */
export function catalogueOf(
  id: string,
  members: readonly (readonly [name: string, member: Member])[],
  rename: (model: Model, name: string) => Model,
): { readonly catalogue?: () => Promise<Catalogue> } {
  const listed = members.filter(([, member]) => member.catalogue);
  if (listed.length === 0) return {};
  const catalogue = async () => {
    const lists = await Promise.all(listed.map(async ([name, member]) => ({ name, list: await member.catalogue?.() })));
    const dates = lists.flatMap(({ list }) => list?.asOf ?? []);
    const models = lists.flatMap(({ name, list }) =>
      (list?.models ?? []).map((model) => rename({ ...model, provider: model.provider ?? list?.provider }, name)),
    );
    return { provider: id, asOf: dates.sort()[0] ?? '', models };
  };
  return { catalogue };
}
