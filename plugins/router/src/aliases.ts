// aliases: names of one's own for models.
import { type Call, KitError, type Middleware, type Operation } from '@kit/core';
import { isBatch, withBatchModels } from './registry-batch.ts';

/** A name of one's own → the model's name, or another alias. */
export type Aliases = Readonly<Record<string, string>>;

/**
 * A middleware that replaces models by what they stand for: `pipeline(registry(…)).use(aliases({ smart: 'openai/gpt-6' }))`.
 * Names that are not listed pass as they are. `inspect` shows the real name.
 *
 * @throws KitError `config` for aliases that lead back to themselves.
 */
export function aliases(names: Aliases): Middleware {
  const resolve = aliasResolver(names, 'aliases()');
  return {
    name: 'aliases',
    wrap: (next) => next,
    prepare: <K extends Operation>(call: Call<K>) => withResolvedModel(call, resolve),
  };
}

export type AliasResolver = (model: string) => string;

/** @throws KitError `config` for aliases that lead back to themselves. */
export function aliasResolver(names: Aliases, owner: string): AliasResolver {
  const resolved = new Map<string, string>();
  for (const alias of Object.keys(names)) {
    const seen = new Set<string>();
    let model = alias;
    while (Object.hasOwn(names, model)) {
      if (seen.has(model) || typeof names[model] !== 'string') {
        const wrong = seen.has(model) ? 'leads back to itself' : 'must be the name of a model';
        throw new KitError('config', `${owner}: the alias "${alias}" ${wrong}.`, { field: alias });
      }
      seen.add(model);
      model = names[model] as string;
    }
    resolved.set(alias, model);
  }
  return (model) => resolved.get(model) ?? model;
}

/** The call with the real names of its models. */
export function withResolvedModel<K extends Operation>(call: Call<K>, resolve: AliasResolver): Call<K> {
  const any = call as unknown as Call;
  if (isBatch(any)) return { ...call, request: withBatchModels(any, resolve) as Call<K>['request'] };
  const { model } = call.request as { readonly model?: string };
  const real = model === undefined ? undefined : resolve(model);
  return real === model ? call : { ...call, request: { ...call.request, model: real } };
}
