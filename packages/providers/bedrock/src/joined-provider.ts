// One provider of several services: each operation goes to the host that has it.
import { type AnyProvider, type Call, type Handlers, lacksOperation, type Operation, type Provider } from '@kit/core';

/** All parts have the same id and, since they ask as one, the same events. Of an operation that two have, the first one's counts. */
export function joinedProvider<O extends Operation>(parts: readonly AnyProvider[]): Provider<O> {
  const [first] = parts as readonly [AnyProvider];
  const handlers = Object.assign({}, ...parts.map((part) => part.handlers).reverse()) as AnyProvider['handlers'];
  const partOf = (operation: string) => parts.find((part) => Object.hasOwn(part.handlers, operation));
  const joined: AnyProvider = {
    ...first,
    handlers,
    events: parts.find(({ events }) => events)?.events,
    async inspect(call: Call) {
      const part = partOf(call.operation);
      if (!part?.inspect) throw lacksOperation(joined, call.operation);
      return part.inspect(call);
    },
    async close() {
      await Promise.all(parts.map((part) => part.close?.()));
    },
  };
  return joined as unknown as Provider<O> & { readonly handlers: Handlers<O> };
}
