// guard: checks what goes in and what comes out.
import {
  type AssistantMessage,
  type AssistantPart,
  type Call,
  type ChatResponse,
  chatResponse,
  checkOptions,
  defineMiddleware,
  type Message,
  type Middleware,
} from '@kit/core';
import { checkWhole } from './apply-findings.ts';
import { type Check, type CheckPlace, check as checked } from './check.ts';
import { whole, windowed } from './guarded-source.ts';

export interface GuardOptions {
  /** Checks of all text of the request's messages. */
  readonly input?: readonly Check[];
  /** Checks of the answer's text and reasoning. */
  readonly output?: readonly Check[];
}

/**
 * Refuses or masks what its checks find, in requests and in answers, complete and streamed alike. A stream holds back
 * exactly the window that its checks declare.
 *
 * @example
 * const ai = pipeline(openai()).use(guard({ input: [personalData()], output: [patterns({ project: 'bluebird' })] }));
 *
 * @throws KitError `config` for a wrong option. Calls throw `guard-blocked`, with the check's name as `field`.
 */
export function guard(options: GuardOptions = {}): Middleware {
  checkOptions('guard()', options, { input: 'array', output: 'array' });
  const input = (options.input ?? []).map(checked);
  const output = (options.output ?? []).map(checked);
  const inWindows = output.filter(({ window }) => Number.isFinite(window));
  const onWholes = output.filter(({ window }) => !Number.isFinite(window));
  if (input.length + output.length === 0) return { name: 'guard', wrap: (next) => next };
  return defineMiddleware({
    name: 'guard',
    chat: (next) => async (call) => {
      const response = await next(await checkedCall(call, input));
      if (output.length === 0) return response;
      return checkedResponse(response, output, { side: 'output', context: call.context });
    },
    stream: (next) => async (call) => {
      const stream = await next(await checkedCall(call, input));
      if (output.length === 0) return stream;
      const place: CheckPlace = { side: 'output', context: call.context };
      const looked = onWholes.length > 0 ? stream.through((source) => whole(source, onWholes, place)) : stream;
      return inWindows.length > 0 ? looked.through((source) => windowed(source, inWindows, place)) : looked;
    },
  });
}

async function checkedCall<K extends 'chat' | 'stream'>(call: Call<K>, checks: readonly Check[]): Promise<Call<K>> {
  if (checks.length === 0) return call;
  const place: CheckPlace = { side: 'input', context: call.context };
  const messages: Message[] = [];
  for (const message of call.request.messages) messages.push((await masks(message, checks, place)) as Message);
  call.context.scope.throwIfCancelled();
  return { ...call, request: { ...call.request, messages } };
}

async function checkedResponse(
  response: ChatResponse,
  checks: readonly Check[],
  place: CheckPlace,
): Promise<ChatResponse> {
  const choices = [];
  for (const { logprobs: _, ...choice } of response.choices) {
    choices.push({ ...choice, message: (await masks(choice.message, checks, place)) as AssistantMessage });
  }
  const { meta, usage, cost, warnings } = response;
  // The vendor's own body says it all again.
  const { raw: _raw, ...vendor } = meta.vendor ?? {};
  return chatResponse({ choices, usage, cost, warnings, meta: meta.vendor ? { ...meta, vendor } : meta });
}

/** The message with its texts checked; the same one if nothing was masked. */
async function masks(message: Message, checks: readonly Check[], place: CheckPlace): Promise<Message> {
  const { content } = message;
  const changed = await maskContent(content, checks, place);
  return changed === content ? message : ({ ...message, content: changed } as Message);
}

async function maskContent<C extends Message['content'] | readonly AssistantPart[]>(
  content: C,
  checks: readonly Check[],
  place: CheckPlace,
): Promise<C> {
  if (typeof content === 'string') return (await checkWhole(content, checks, place)) as C;
  const parts = [];
  let same = true;
  for (const part of content as readonly { readonly type: string }[]) {
    const changed = await maskPart(part, checks, place);
    same &&= changed === part;
    parts.push(changed);
  }
  return same ? content : (parts as unknown as C);
}

async function maskPart(part: { readonly type: string }, checks: readonly Check[], place: CheckPlace) {
  if (part.type === 'text' || part.type === 'reasoning') {
    const { text } = part as { text: string } & typeof part;
    const changed = await checkWhole(text, checks, place);
    return changed === text ? part : { ...part, text: changed };
  }
  if (part.type !== 'tool-result') return part;
  const { content } = part as { content: Message['content'] } & typeof part;
  const changed = await maskContent(content, checks, place);
  return changed === content ? part : { ...part, content: changed };
}
