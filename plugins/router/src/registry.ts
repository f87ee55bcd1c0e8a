// registry: many providers under one roof, chosen by the model's name: `openai/gpt-6`.
import {
  type AnyProvider,
  type Call,
  checkOptions,
  type Handler,
  type Handlers,
  KitError,
  lacksOperation,
  type Operation,
  type OperationsOf,
  type Provider,
} from '@kit/core';
import { inspectAt } from './inspect-at.ts';
import { listModels } from './list-models.ts';
import { catalogueOf, checkMember, closeAll, eventsOf, type Member, streamedOf } from './members.ts';
import { isBatch, modelOfBatch, withBatchModels } from './registry-batch.ts';

export interface RegistryOptions {
  /** Between a provider's name and its model's. Default `/`. */
  readonly separator?: string;
  /** Name of the provider for models without a prefix and for calls without a model. */
  readonly default?: string;
  /** Instance id. Default `registry`. */
  readonly id?: string;
}

/**
 * A provider over named ones: `model: 'openai/gpt-6'` goes to `openai` and asks it for `gpt-6`. Has the operations that
 * any of them has. Only the first separator counts, so `openrouter/openai/gpt-6` asks openrouter for `openai/gpt-6`.
 * Calls that name no model go to the provider that the call's `hints.registry` names, or the default, or the only one
 * that has the operation. `models` lists all of them with their prefixes.
 *
 * @example
 * const ai = pipeline(registry({ openai: openai(), anthropic: anthropic() }));
 * await ai.chat({ model: 'anthropic/claude-sonnet-5-5', messages });
 *
 * @throws KitError `config` for wrong arguments. Calls throw `not-found` for an unknown prefix, `unsupported` if the
 * chosen provider lacks the operation.
 */
export function registry<const R extends Readonly<Record<string, AnyProvider>>>(
  providers: R,
  options: RegistryOptions = {},
): Provider<OperationsOf<R[keyof R]>> {
  const { separator = '/', id = 'registry' } = options;
  const members = checkProviders(providers, options);
  const all = [...members.values()];
  const known: Registered = { id, members, separator, default: options.default };
  const handlers: Record<string, Handler> = {};
  for (const operation of new Set(all.flatMap((member) => Object.keys(member.handlers))) as Set<Operation>) {
    handlers[operation] =
      operation === 'models'
        ? (listModels(id, members, (name, model) => `${name}${separator}${model}`) as unknown as Handler)
        : async (call) => {
            const { member, routed } = route(known, call);
            return (member.handlers[operation] as Handler)(routed);
          };
  }
  return {
    id,
    info: { id },
    handlers: handlers as unknown as Handlers<OperationsOf<R[keyof R]>>,
    events: eventsOf(all),
    ...streamedOf(all),
    ...catalogueOf(id, [...members], (model, name) => ({ ...model, id: `${name}${separator}${model.id}` })),
    inspect: async (call) => {
      const { member, routed } = route(known, call);
      return inspectAt({ member }, routed);
    },
    close: () => closeAll(all),
  };
}

interface Registered {
  readonly id: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly separator: string;
  readonly default: string | undefined;
}

function checkProviders(
  providers: Readonly<Record<string, unknown>>,
  options: RegistryOptions,
): ReadonlyMap<string, Member> {
  checkOptions('registry()', options, { separator: 'string', default: 'string', id: 'string' });
  const { separator = '/' } = options;
  const members = new Map<string, Member>();
  for (const [name, member] of Object.entries(providers ?? {})) {
    if (name === '' || name.includes(separator)) {
      throw new KitError(
        'config',
        `registry(): the name "${name}" must not be empty or contain the separator "${separator}".`,
        { field: name },
      );
    }
    checkMember(member, 'registry()', name);
    members.set(name, member);
  }
  if (members.size === 0)
    throw new KitError('config', 'registry() takes at least one provider: registry({ openai: openai() }).', {
      field: 'providers',
    });
  if (options.default !== undefined && !members.has(options.default)) {
    throw new KitError('config', `registry(): \`default\` must be one of ${[...members.keys()].join(', ')}.`, {
      field: 'default',
    });
  }
  return members;
}

/** The provider that a call goes to, and the call as that provider knows it. */
function route(known: Registered, call: Call): { readonly member: Member; readonly routed: Call } {
  const { id, members, separator } = known;
  const model = isBatch(call) ? modelOfBatch(call, separator) : (call.request as { model?: string }).model;
  const at = model?.indexOf(separator) ?? -1;
  const prefix = model === undefined ? hintOf(call) : at >= 0 ? model.slice(0, at) : undefined;
  const name = prefix ?? known.default ?? onlyOneFor(known, call);
  const member = name === undefined ? undefined : members.get(name);
  if (!member) {
    const names = [...members.keys()].join(', ');
    if (name !== undefined) {
      const what =
        model === undefined ? `hints.registry names "${name}"` : `the model "${model}" names the provider "${name}"`;
      throw new KitError('not-found', `${id}: ${what}, which is not registered. Registered: ${names}.`, {
        provider: id,
        operation: call.operation,
        field: 'model',
        model,
      });
    }
    const example = `${[...members.keys()][0]}${separator}${model ?? '…'}`;
    throw new KitError(
      'invalid-request',
      `${call.operation}: \`model\` must say which provider is meant, as in "${example}" (registered: ${names}), or registry() needs a \`default\`.`,
      {
        provider: id,
        operation: call.operation,
        field: 'model',
      },
    );
  }
  if (!Object.hasOwn(member.handlers, call.operation)) throw lacksOperation(member, call.operation);
  if (at < 0) return { member, routed: call };
  const strip = (full: string) => full.slice(full.indexOf(separator) + separator.length);
  const request = isBatch(call) ? withBatchModels(call, strip) : { ...call.request, model: strip(model as string) };
  return { member, routed: { ...call, request } as Call };
}

function hintOf({ context }: Call): string | undefined {
  const hint = context.hints?.registry;
  return typeof hint === 'string' ? hint : undefined;
}

/** Of calls that cannot name a model (files, voices), the provider that is the only one to answer them. */
function onlyOneFor({ members }: Registered, { operation, request }: Call): string | undefined {
  if ((request as { model?: string }).model !== undefined) return undefined;
  const able = [...members].filter(([, member]) => Object.hasOwn(member.handlers, operation));
  return able.length === 1 ? able[0]?.[0] : undefined;
}
