// The models of several providers in one list.
import { type Handler, type ModelsResponse, toKitError, type Warning } from '@kit/core';
import type { Member } from './members.ts';

/**
 * Asks all providers at once. One that fails is a warning; if none answers, the first failure is thrown. `idOf` is how
 * calls name the model of a member.
 */
export function listModels(
  id: string,
  members: ReadonlyMap<string, Member>,
  idOf: (name: string, id: string) => string,
): Handler<'models'> {
  const lists = [...members].filter(([, member]) => Object.hasOwn(member.handlers, 'models'));
  return async (call) => {
    const { context, request } = call;
    const startedAtMs = context.environment.monotonicMs();
    const answers = await Promise.allSettled(lists.map(([, member]) => member.handlers.models(call)));
    context.scope.throwIfCancelled();
    const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [toKitError(answer.reason)] : []));
    const [failure] = failures;
    if (failure && (context.strict || failures.length === answers.length)) throw failure;
    const models: ModelsResponse['models'][number][] = [];
    const warnings: Warning[] = [];
    for (const [at, answer] of answers.entries()) {
      const [name] = lists[at] as (typeof lists)[number];
      if (answer.status === 'rejected') {
        const { code, message } = toKitError(answer.reason);
        warnings.push({ feature: 'models', detail: `${name} could not list its models (${code}): ${message}` });
        continue;
      }
      warnings.push(...answer.value.warnings);
      for (const model of answer.value.models)
        models.push({ ...model, id: idOf(name, model.id), provider: model.provider ?? name });
    }
    const { limit = models.length } = request;
    const timings = { totalMs: context.environment.monotonicMs() - startedAtMs };
    return {
      models: models.slice(0, limit),
      warnings,
      meta: { provider: id, timings, attempts: context.trace.attempts },
    };
  };
}
