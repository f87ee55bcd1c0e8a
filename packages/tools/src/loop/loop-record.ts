// What has happened in a loop so far: turns, outcomes, and the conversation that they make.
import type { ChatResponse, Cost, Message, ResponseMeta, ToolMessage, Usage } from '@kit/core';
import { distinctWarnings, sumCost, sumUsage } from '../sums.ts';
import type { OpenCall } from '../tool/run-calls.ts';
import type { ToolOutcome } from '../tool/tool-outcome.ts';
import type { FittedConversation, Turn } from './loop-request.ts';
import type { LoopStop, ToolLoopResult } from './loop-result.ts';

interface GrowingTurn {
  readonly response: ChatResponse;
  outcomes: ToolOutcome[];
}

interface Spent {
  readonly usage: Usage | undefined;
  readonly cost: Cost | undefined;
}

export class LoopRecord {
  readonly #provider: string;
  readonly #turns: GrowingTurn[] = [];
  /** Calls that were made beside the turns. */
  readonly #beside: Spent[] = [];
  #messages: Message[];
  /** Outcomes that are not in the conversation yet. */
  #answered: ToolOutcome[] = [];
  /** Of calls that were open when the loop began. */
  readonly #early: ToolOutcome[] = [];

  constructor(provider: string, messages: readonly Message[]) {
    this.#provider = provider;
    this.#messages = [...messages];
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** The conversation up to now. */
  get messages(): readonly Message[] {
    this.#writeAnswers();
    return this.#messages;
  }

  addTurn(response: ChatResponse): void {
    this.#writeAnswers();
    this.#turns.push({ response, outcomes: [] });
    // Vendors refuse a message without content when it comes back.
    if (response.message.content.length > 0) this.#messages = [...this.#messages, response.message];
  }

  addOutcome(outcome: ToolOutcome): void {
    this.#answered.push(outcome);
    const turn = this.#turns.at(-1);
    if (!turn) this.#early.push(outcome);
    else turn.outcomes = inCallOrder([...turn.outcomes, outcome], this.#messages);
  }

  /** The conversation was made to fit. */
  replace({ messages, usage, cost }: FittedConversation): void {
    this.#writeAnswers();
    this.#messages = [...messages];
    if (usage || cost) this.#beside.push({ usage, cost });
  }

  /** `broken`: the beginning of a turn that did not come to its end. */
  result(stop?: LoopStop, open: readonly OpenCall[] = [], broken?: ChatResponse): ToolLoopResult {
    const response = broken ?? this.#turns.at(-1)?.response;
    const answers = this.#turns.map((turn) => turn.response);
    if (broken) answers.push(broken);
    const spent = [...answers, ...this.#beside];
    const usage = sumUsage(spent);
    const cost = sumCost(spent);
    return {
      ...(stop && { stop }),
      text: response?.text ?? '',
      ...(response && { response }),
      turns: this.#turns.map((turn) => ({ ...turn })),
      messages: this.messages,
      open,
      meta: response?.meta ?? this.#noMeta(),
      ...(usage && { usage }),
      ...(cost && { cost }),
      warnings: distinctWarnings([...answers.flatMap(({ warnings }) => warnings), ...this.#repairs()]),
    };
  }

  get usage(): Usage | undefined {
    return sumUsage([...this.#turns.map(({ response }) => response), ...this.#beside]);
  }

  #noMeta(): ResponseMeta {
    return { provider: this.#provider, timings: {}, attempts: [] };
  }

  #repairs() {
    const outcomes = [...this.#early, ...this.#turns.flatMap((turn) => turn.outcomes)];
    return outcomes.flatMap(({ name, repaired }) =>
      repaired ? [{ feature: `tools.${name}`, detail: `The arguments of a call were repaired: ${repaired}.` }] : [],
    );
  }

  /** One message for all results of a turn, in the order of the calls: the same run gives the same prefix to caches. */
  #writeAnswers(): void {
    if (this.#answered.length === 0) return;
    const content = inCallOrder(this.#answered, this.#messages).map(({ result }) => result);
    this.#answered = [];
    this.#messages = [...this.#messages, { role: 'tool', content } satisfies ToolMessage];
  }
}

function inCallOrder(outcomes: readonly ToolOutcome[], messages: readonly Message[]): ToolOutcome[] {
  const last = messages.findLast((message) => message.role === 'assistant');
  const ids: string[] = [];
  for (const part of last && typeof last.content !== 'string' ? last.content : [])
    if (part.type === 'tool-call') ids.push(part.id);
  return outcomes.toSorted((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id));
}
