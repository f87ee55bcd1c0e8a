// Structured output, the same for complete and streamed answers: ask, read, tell what is wrong, ask again.
import { type ChatRequest, type ChatResponse, KitError, type Warning } from '@kit/core';
import { issueLines, issuePlaces, readText } from '../schema/read-value.ts';
import type { Issue } from '../schema/resolve-schema.ts';
import { distinctWarnings, sumCost, sumUsage } from '../sums.ts';
import type { SplitObjectRequest } from './object-request.ts';
import type { InvalidObject, ObjectResult } from './object-result.ts';

export interface ObjectPlace {
  readonly owner: string;
  readonly request: SplitObjectRequest;
  readonly ask: (request: ChatRequest) => Promise<ChatResponse>;
  /** Told of an answer that does not fit, before the model is asked again or the task fails. */
  readonly invalid: (issues: readonly Issue[], asksAgain: boolean) => void;
}

/** @throws KitError `invalid-output`, `content-filter`, what a call throws. */
export async function objectTask(place: ObjectPlace): Promise<ReadObject> {
  const { request, ask } = place;
  const { form, validation, corrections } = request;
  const responses: ChatResponse[] = [];
  let { chat } = request;
  for (let correction = 0; ; correction++) {
    const response = await askFor(ask, chat, responses);
    responses.push(response);
    refuseFiltered(response, responses);
    const text = form.text(response);
    const mayBeCut = response.finishReason === 'length';
    const read = await readText(form.schema, { text, validation, mayBeCut });
    if (!read.issues) return { object: read.value, text, responses, repaired: read.repaired };
    const asksAgain = correction < corrections && !mayBeCut;
    place.invalid(read.issues, asksAgain);
    if (!asksAgain) throw invalidOutput(place.owner, response, responses, read.issues);
    const words = correctionWords(read.issues, form.schema.json);
    chat = { ...chat, messages: [...chat.messages, ...form.correction(response, words)] };
  }
}

/** A failure of the second call does not hide what the first one used. */
async function askFor(
  ask: ObjectPlace['ask'],
  chat: ChatRequest,
  responses: readonly ChatResponse[],
): Promise<ChatResponse> {
  try {
    return await ask(chat);
  } catch (error) {
    if (error instanceof KitError && responses.length > 0) throw error.with({ partial: unfinished(responses) });
    throw error;
  }
}

export interface ReadObject {
  readonly object: unknown;
  readonly text: string;
  readonly responses: readonly ChatResponse[];
  readonly repaired: string | undefined;
}

export function objectResult({ object, text, responses, repaired }: ReadObject): ObjectResult<unknown> {
  const response = responses.at(-1) as ChatResponse;
  const usage = sumUsage(responses);
  const cost = sumCost(responses);
  const warnings: Warning[] = responses.flatMap((one) => one.warnings);
  if (repaired) warnings.push({ feature: 'output', detail: `The answer was repaired: ${repaired}.` });
  return {
    object,
    text,
    response,
    responses,
    meta: response.meta,
    ...(usage && { usage }),
    ...(cost && { cost }),
    warnings: distinctWarnings(warnings),
  };
}

function unfinished(responses: readonly ChatResponse[], issues?: readonly Issue[]): InvalidObject {
  const { object: _, ...known } = objectResult({
    object: undefined,
    text: responses.at(-1)?.text ?? '',
    responses,
    repaired: undefined,
  });
  return { ...known, ...(issues && { issues }) };
}

/** A refusal is an answer elsewhere; here it is none. */
function refuseFiltered(response: ChatResponse, responses: readonly ChatResponse[]): void {
  if (response.finishReason !== 'content-filter') return;
  throw new KitError(
    'content-filter',
    'There is no object: the answer was refused or filtered.',
    known(response, responses),
  );
}

function invalidOutput(
  owner: string,
  response: ChatResponse,
  responses: readonly ChatResponse[],
  issues: readonly Issue[],
): KitError {
  const context = { ...known(response, responses), partial: unfinished(responses, issues) };
  if (response.finishReason === 'length') {
    // The same again is cut at the same place.
    const message = `${owner}: the answer was cut off by its token limit. Raise \`maxTokens\`, or ask for less.`;
    return new KitError('invalid-output', message, { ...context, field: 'maxTokens', retry: 'never' });
  }
  const message = `${owner}: the answer does not fit the schema, at ${issuePlaces(issues)}. \`partial.issues\` says why.`;
  return new KitError('invalid-output', message, context);
}

function known({ meta }: ChatResponse, responses: readonly ChatResponse[]) {
  return {
    provider: meta.provider,
    model: meta.model ?? meta.requestedModel,
    requestId: meta.requestId,
    attempts: responses.flatMap((response) => response.meta.attempts),
    partial: unfinished(responses),
  };
}

function correctionWords(issues: readonly Issue[], schema: object): string {
  return `That answer cannot be used:\n${issueLines(issues)}\nAnswer again, with one JSON value that fits this JSON Schema and with nothing else:\n${JSON.stringify(schema)}`;
}
