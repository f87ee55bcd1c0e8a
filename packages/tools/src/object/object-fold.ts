// Folds streamed structured output into its result.
import { type ChatResponse, type Fold, foldChat, type StreamPart, type Usage } from '@kit/core';
import type { Issue } from '../schema/resolve-schema.ts';
import { sumUsage } from '../sums.ts';
import type { AnswerForm } from './answer-form.ts';
import type { AnswerEnd, ObjectFinish, ObjectPart } from './object-parts.ts';
import type { ObjectResult } from './object-result.ts';
import { objectResult } from './object-task.ts';

type AnyObjectPart = ObjectPart<unknown>;

/** What is not a piece of an answer; a snapshot is passed over by the answer's fold. */
const isTurningPoint = ({ type }: AnyObjectPart) => type === 'answer-end' || type === 'invalid' || type === 'finish';

/** Before the end, `object` is what has arrived, and nothing has validated it. */
export class ObjectFold implements Fold<AnyObjectPart, ObjectResult<unknown>> {
  readonly #form: AnswerForm;
  readonly #responses: ChatResponse[] = [];
  #answer: Fold<StreamPart, ChatResponse> | undefined;
  #snapshot: unknown;
  #finish: ObjectFinish<unknown> | undefined;
  #issues: readonly Issue[] | undefined;
  #characters = 0;

  constructor(form: AnswerForm) {
    this.#form = form;
  }

  get usage(): Usage | undefined {
    return this.#finish?.usage ?? sumUsage(this.#answers());
  }

  get characters(): number {
    return this.#characters + (this.#answer?.characters ?? 0);
  }

  add(batch: readonly AnyObjectPart[]): void {
    if (batch.some(isTurningPoint)) for (const part of batch) this.#add(part);
    else this.#addPieces(batch);
  }

  result(): ObjectResult<unknown> {
    const responses = this.#answers();
    if (responses.length === 0) responses.push(foldChat().result());
    const text = this.#form.text(responses.at(-1) as ChatResponse);
    if (this.#finish) return objectResult({ ...this.#finish, text, responses, repaired: this.#finish.repaired });
    const unfinished = objectResult({ object: this.#snapshot, text, responses, repaired: undefined });
    return this.#issues ? Object.assign(unfinished, { issues: this.#issues }) : unfinished;
  }

  #answers(): ChatResponse[] {
    return this.#answer ? [...this.#responses, this.#answer.result()] : [...this.#responses];
  }

  #addPieces(batch: readonly AnyObjectPart[]): void {
    const last = batch.at(-1);
    if (last?.type === 'object') this.#snapshot = last.object;
    this.#answer ??= foldChat();
    this.#answer.add(batch as readonly StreamPart[]);
  }

  #add(part: AnyObjectPart): void {
    switch (part.type) {
      case 'answer-end':
        return this.#endAnswer(part);
      case 'invalid':
        this.#issues = part.issues;
        if (part.asksAgain) this.#snapshot = undefined;
        return;
      case 'finish':
        this.#finish = part as ObjectFinish<unknown>;
        return;
      default:
        this.#addPieces([part]);
    }
  }

  #endAnswer(part: AnswerEnd): void {
    const answer = this.#answer ?? foldChat();
    answer.add([{ ...part, type: 'finish' }]);
    this.#characters += answer.characters;
    this.#responses.push(answer.result());
    this.#answer = undefined;
  }
}
