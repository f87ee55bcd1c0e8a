// object and streamObject: an answer that fits a schema.
import { type CallOptions, type Provider, systemEnvironment } from '@kit/core';
import { type TaskCalls, taskCalls } from '../call-options.ts';
import { caller } from '../caller.ts';
import { openRelay } from '../relay/open-relay.ts';
import type { Translate } from '../relay/relay-source.ts';
import type { InputOf, OutputOf, Schema } from '../schema/standard-schema.ts';
import type { AnswerForm } from './answer-form.ts';
import { ObjectFold } from './object-fold.ts';
import type { ObjectFinish, ObjectPart } from './object-parts.ts';
import { type ObjectRequest, type SplitObjectRequest, splitObjectRequest } from './object-request.ts';
import type { ObjectResult } from './object-result.ts';
import { ObjectStream } from './object-stream.ts';
import { objectResult, objectTask, type ReadObject } from './object-task.ts';
import { PartialAnswer } from './partial-answer.ts';
import type { DeepPartial } from './partial-type.ts';

/**
 * Asks for an answer that fits a schema, and gives it back validated and typed. What the vendor cannot do of the schema
 * is a warning; the answer is held against the schema as it was given. One that does not fit is corrected once.
 *
 * @example
 * const { object: recipe } = await object(ai, {
 *   schema: z.object({ title: z.string(), minutes: z.number() }),
 *   messages: [user('A recipe for pancakes.')],
 * });
 *
 * @throws KitError `invalid-output` when it does not fit in the end (`partial.issues` says why), `content-filter` when the
 * model refused, and whatever the calls throw.
 */
export async function object<const S extends Schema>(
  ai: Provider<'chat'>,
  request: ObjectRequest<S>,
  options: CallOptions = {},
): Promise<ObjectResult<OutputOf<S>>> {
  const split = splitObjectRequest(request as ObjectRequest, 'object()');
  const chat = caller(ai, split.environment ? { environment: split.environment } : {});
  const calls = taskCalls(options, split.environment ?? systemEnvironment);
  try {
    const read = await objectTask({
      owner: 'object()',
      request: split,
      ask: (asked) => chat.chat(asked, calls.next()),
      invalid: () => {},
    });
    return objectResult(read) as ObjectResult<OutputOf<S>>;
  } finally {
    calls.scope.close();
  }
}

/**
 * As `object`, streamed: typed partial objects as they grow, and the validated one at the end.
 *
 * @example
 * const stream = streamObject(ai, { schema: Recipe, messages });
 * for await (const recipe of stream.partials) console.log(recipe.title, recipe.ingredients?.length);
 * const { object: recipe } = await stream.response;
 */
export function streamObject<const S extends Schema>(
  ai: Provider<'stream'>,
  request: ObjectRequest<S>,
  options: CallOptions = {},
): ObjectStream<OutputOf<S>, DeepPartial<InputOf<S>>> {
  let calls: TaskCalls | undefined;
  const stream = new ObjectStream<unknown>({
    open: async () => {
      const split = splitObjectRequest(request as ObjectRequest, 'streamObject()');
      calls = taskCalls(options, split.environment ?? systemEnvironment);
      return openObject(ai, split, calls);
    },
    onCancel: (reason) => calls?.scope.cancel(reason),
    onSettled: () => calls?.scope.close(),
  });
  return stream as unknown as ObjectStream<OutputOf<S>, DeepPartial<InputOf<S>>>;
}

async function openObject(
  ai: Provider<'stream'>,
  request: SplitObjectRequest,
  calls: TaskCalls,
): Promise<ObjectStream<unknown>> {
  const { environment, form } = request;
  const chat = caller(ai, environment ? { environment } : {});
  const opened = await openRelay<ObjectPart<unknown>, ObjectResult<unknown>>({
    provider: ai.id,
    calls,
    newFold: () => new ObjectFold(form),
    async run({ emit, follow }) {
      const read = await objectTask({
        owner: 'streamObject()',
        request,
        ask: (asked) => follow(chat.stream(asked, calls.next()), answerParts(form)),
        invalid: (issues, asksAgain) => emit({ type: 'invalid', issues, asksAgain }),
      });
      return finishOf(read);
    },
  });
  return new ObjectStream(opened);
}

/** An answer's batch, with a snapshot of the object if it brought something of it. */
function answerParts(form: AnswerForm): Translate<ObjectPart<unknown>> {
  const answer = new PartialAnswer();
  let shown: unknown;
  return (batch) => {
    let grew = false;
    for (const part of batch) {
      const piece = form.piece(part);
      if (piece === '') continue;
      answer.push(piece);
      grew = true;
    }
    const value = grew ? form.partial(answer.value) : undefined;
    const isNew = value !== undefined && (typeof value === 'object' || value !== shown);
    shown = isNew ? value : shown;
    const snapshots: readonly ObjectPart<unknown>[] = isNew ? [{ type: 'object', object: value }] : [];
    const last = batch.at(-1);
    if (last?.type !== 'finish')
      return isNew ? [...(batch as typeof snapshots), ...snapshots] : (batch as typeof snapshots);
    // An answer's finish is not the stream's.
    return [...(batch.slice(0, -1) as typeof snapshots), ...snapshots, { ...last, type: 'answer-end' }];
  };
}

function finishOf(read: ReadObject): ObjectFinish<unknown> {
  const { object, repaired } = read;
  const { response, usage, cost, meta } = objectResult(read);
  return {
    type: 'finish',
    finishReason: response.finishReason,
    ...(response.rawFinishReason !== undefined && { rawFinishReason: response.rawFinishReason }),
    ...(usage && { usage }),
    ...(cost && { cost }),
    meta,
    object,
    ...(repaired !== undefined && { repaired }),
  };
}
