// inspect: the exact wire request of a call, redacted and unsent.
import { type CallOptions, createContext } from './context.ts';
import { KitError } from './errors.ts';
import type { Call, Operation, RequestOf } from './operations.ts';
import { type AnyProvider, type InspectedRequest, lacksOperation, type OperationsOf } from './provider.ts';
import { requestChecks } from './request-checks.ts';

/**
 * What a call would send: method, URL, headers (credentials replaced), body, warnings. Nothing is sent.
 * Works through pipelines (their `prepare` steps apply) and targets.
 * @throws KitError as the call itself would before sending; `unsupported` if the provider cannot show its requests.
 */
export async function inspect<P extends AnyProvider, K extends OperationsOf<P> & Operation>(
  provider: P,
  operation: K,
  request: RequestOf<K>,
  options: CallOptions = {},
): Promise<InspectedRequest> {
  const {
    id,
    handlers,
    inspect: show,
  } = provider as unknown as { id: string; handlers: object; inspect?: (call: Call) => Promise<InspectedRequest> };
  if (!Object.hasOwn(handlers, operation)) throw lacksOperation({ id, handlers }, operation);
  if (!show)
    throw new KitError('unsupported', `${id} cannot show its requests: it has no inspect().`, {
      provider: id,
      operation,
    });
  await requestChecks()(operation, request);
  const context = createContext(options);
  try {
    return await show.call(provider, { operation, request, context } as unknown as Call);
  } finally {
    context.scope.close();
  }
}
