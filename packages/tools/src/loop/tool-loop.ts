// The loop itself, the same for complete and streamed turns: ask, run the calls, ask again.
import {
  type ChatRequest,
  type ChatResponse,
  type Environment,
  KitError,
  systemEnvironment,
  type ToolCallPart,
  toKitError,
} from '@kit/core';
import type { TaskCalls } from '../call-options.ts';
import { type OpenCall, type RanCalls, runCalls } from '../tool/run-calls.ts';
import { type RunSettings, runSettings } from '../tool/run-settings.ts';
import type { LoopEvent } from './loop-parts.ts';
import { LoopRecord } from './loop-record.ts';
import type { SplitRequest } from './loop-request.ts';
import type { LoopStop, ToolLoopResult } from './loop-result.ts';
import { openCalls } from './open-calls.ts';

/** Where a loop meets the world. */
export interface LoopPlace {
  readonly provider: string;
  readonly request: SplitRequest;
  readonly calls: TaskCalls;
  /** Asks the model for one turn. */
  readonly ask: (request: ChatRequest, turn: number) => Promise<ChatResponse>;
  /** Told what happens beside the turns. */
  readonly emit: (event: LoopEvent) => void;
}

/** Its errors bring the result so far as `partial`. */
export async function toolLoop(place: LoopPlace): Promise<ToolLoopResult> {
  const loop = new ToolLoop(place);
  try {
    return await loop.run();
  } catch (error) {
    throw toKitError(error, 'server').with({ partial: loop.record.result() });
  }
}

class ToolLoop {
  readonly record: LoopRecord;
  readonly #place: LoopPlace;
  readonly #environment: Environment;
  readonly #run: RunSettings;

  constructor(place: LoopPlace) {
    const { settings, chat } = place.request;
    this.#place = place;
    this.#environment = settings.environment ?? systemEnvironment;
    this.#run = runSettings(settings);
    this.record = new LoopRecord(place.provider, chat.messages);
  }

  async run(): Promise<ToolLoopResult> {
    const { maxTurns = 16, stopWhen } = this.#place.request.settings;
    const early = openCalls(this.record.messages);
    const left = early.length > 0 ? await this.#answer(early, 0, false) : undefined;
    if (left && left.open.length > 0) return this.#stopped(left.open);
    for (let turn = 1; turn <= maxTurns; turn++) {
      const response = await this.#turn(turn, maxTurns);
      const { toolCalls, finishReason } = response;
      if (toolCalls.length === 0) return this.#end('answer');
      const { open } = await this.#answer(toolCalls, turn, finishReason === 'length');
      if (open.length > 0) return this.#stopped(open);
      const { turns, messages } = this.record;
      if (await stopWhen?.({ turn, turns, messages })) return this.#end('condition');
    }
    throw new KitError('max-turns', `The model still called tools in turn ${maxTurns}, the last one that it had.`, {
      provider: this.#place.provider,
      field: 'maxTurns',
    });
  }

  async #turn(turn: number, maxTurns: number): Promise<ChatResponse> {
    const { request, calls, ask } = this.#place;
    await this.#fit();
    calls.scope.throwIfCancelled();
    const asked = this.#request(turn, maxTurns);
    const { turns, messages } = this.record;
    const prepared = await request.settings.prepareTurn?.({ turn, turns, messages, request: asked });
    const response = await ask(prepared ?? asked, turn);
    this.record.addTurn(response);
    return response;
  }

  #request(turn: number, maxTurns: number): ChatRequest {
    const { chat, offered, settings } = this.#place.request;
    const request = { ...chat, messages: this.record.messages, ...(offered.length > 0 && { tools: offered }) };
    if (turn === maxTurns && settings.atMaxTurns === 'answer' && turn > 1) return { ...request, toolChoice: 'none' };
    const { toolChoice } = chat;
    // A call that is demanded in every turn never ends.
    const isDemand = toolChoice === 'required' || typeof toolChoice === 'object';
    return isDemand && turn > 1 ? { ...request, toolChoice: 'auto' } : request;
  }

  async #fit(): Promise<void> {
    const { calls, emit, request } = this.#place;
    const { fit } = request.settings;
    if (!fit) return;
    const { messages } = this.record;
    const fitted = await fit({ messages, tools: request.offered }, calls.beside());
    if (fitted.messages === messages && !fitted.usage) return;
    this.record.replace(fitted);
    emit({ type: 'conversation', ...fitted });
  }

  #answer(toolCalls: readonly ToolCallPart[], turn: number, mayBeCut: boolean): Promise<RanCalls> {
    const { request, calls, emit } = this.#place;
    return runCalls(toolCalls, {
      tools: request.callable,
      settings: this.#run,
      scope: calls.scope,
      environment: this.#environment,
      turn,
      messages: this.record.messages,
      options: calls.beside(),
      mayBeCut,
      emit: (part) => {
        // At once: what is done is in the result, also if the loop ends before the other tools do.
        if (part.type === 'tool-end') this.record.addOutcome(part.outcome);
        emit(part);
      },
    });
  }

  #stopped(open: readonly OpenCall[]): ToolLoopResult {
    return this.#end(open.some(({ reason }) => reason === 'approval') ? 'approval' : 'open-calls', open);
  }

  #end(stop: LoopStop, open: readonly OpenCall[] = []): ToolLoopResult {
    return this.record.result(stop, open);
  }
}
