// Chat request → the input of a language model.

import type { ChatRequest, JsonObject, MediaSource } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { type InputFields, spelled } from '../capabilities.ts';
import { type InputDraft, inputDraft, putFiles } from '../input.ts';
import type { LinkOf } from '../media/files-of-input.ts';
import { unsupported } from '../request-checks.ts';
import { type Conversation, conversationOf, messagesOf, transcriptOf } from './prompt.ts';

/** @throws KitError `unsupported` for what would make another request of it: tools, formats, several answers. */
export function encodeChatInput(
  request: ChatRequest,
  { fields, linkOf, warnings }: { fields: InputFields; linkOf: LinkOf; warnings: WarningList },
): JsonObject {
  refuseImpossible(request);
  const draft = inputDraft(fields, warnings);
  const conversation = conversationOf(request.messages, warnings);
  putConversation(draft, conversation);
  putImages(draft, conversation, linkOf);
  putSampling(draft, request);
  putReasoning(draft, request);
  for (const field of ['logprobs', 'promptCache', 'user', 'metadata', 'serviceTier'] as const)
    if (request[field] !== undefined && request[field] !== false) draft.lacks(field, 'Replicate has none.');
  return draft.values;
}

/** Images of the messages, for whoever has to upload them. */
export function imagesOf({ messages }: ChatRequest): readonly MediaSource[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.flatMap((part) => (part.type === 'image' ? [part.source] : [])),
  );
}

function refuseImpossible({ tools, toolChoice, output, n = 1 }: ChatRequest): void {
  if (tools?.length && toolChoice !== 'none')
    throw unsupported(
      'chat',
      'tools',
      'models of Replicate call no tools; some take them as `vendor.replicate.input`.',
    );
  if (output && output.type !== 'text')
    throw unsupported(
      'chat',
      'output',
      'models of Replicate have no output format; some take one as `vendor.replicate.input`.',
    );
  if (n > 1) throw unsupported('chat', 'n', 'a prediction gives one answer.');
}

function putConversation(draft: InputDraft, conversation: Conversation): void {
  const { system, turns } = conversation;
  const systemField = spelled(draft.fields, 'system_prompt', 'system_instruction', 'system');
  const [only] = turns;
  const isPrompt = turns.length === 1 && only?.role === 'user';
  const messagesField = spelled(draft.fields, 'messages[]', 'messages');
  if (!isPrompt && messagesField !== undefined) {
    const messages = messagesOf(conversation, systemField === undefined);
    draft.put('messages', messagesField === 'messages' ? JSON.stringify(messages) : messages);
    if (systemField !== undefined) draft.put(systemField, system);
    return;
  }
  let prompt = only?.text ?? '';
  if (!isPrompt && turns.length > 0) {
    prompt = transcriptOf(turns);
    draft.lacks(
      'messages',
      'This model takes a single prompt: the messages were written into it, one after the other.',
    );
  }
  if (system !== undefined && systemField === undefined) {
    draft.lacks('messages.system', 'This model has no system prompt: it was put before the prompt.');
    prompt = prompt === '' ? system : `${system}\n\n${prompt}`;
  } else if (systemField !== undefined) draft.put(systemField, system);
  draft.put('prompt', prompt);
}

function putImages(draft: InputDraft, { images, turns }: Conversation, linkOf: LinkOf): void {
  if (images.length === 0) return;
  if (!putFiles(draft, images.map(linkOf), 'image_input', 'images', 'input_images', 'image', 'input_image'))
    throw unsupported(
      'chat',
      'messages',
      images.length === 1 ? 'this model takes no images.' : 'this model does not take several images.',
    );
  if (turns.length > 1)
    draft.lacks('messages.image', 'Images stand beside the conversation here, not in their messages.');
}

function putSampling(draft: InputDraft, request: ChatRequest): void {
  draft.set(
    'maxTokens',
    request.maxTokens,
    'max_completion_tokens',
    'max_tokens',
    'max_new_tokens',
    'max_output_tokens',
  );
  draft.set('temperature', request.temperature, 'temperature');
  draft.set('topP', request.topP, 'top_p');
  draft.set('topK', request.topK, 'top_k');
  draft.set('seed', request.seed, 'seed');
  draft.set('presencePenalty', request.presencePenalty, 'presence_penalty');
  draft.set('frequencyPenalty', request.frequencyPenalty, 'frequency_penalty');
  if (request.stop === undefined) return;
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  const list = spelled(draft.fields, 'stop_sequences[]', 'stop[]');
  if (list !== undefined) return draft.put(list.slice(0, -2), stop);
  // One text with commas between: a sequence that has one itself would be cut in two.
  const whole = stop.filter((sequence) => !sequence.includes(','));
  if (whole.length < stop.length)
    draft.lacks('stop', 'Sequences stand in one text with commas between: those that hold a comma were left out.');
  if (whole.length > 0) draft.set('stop', whole.join(','), 'stop_sequences', 'stop');
}

function putReasoning(draft: InputDraft, { reasoning }: ChatRequest): void {
  if (!reasoning) return;
  const { effort, budgetTokens, summary } = reasoning;
  draft.set('reasoning.budgetTokens', budgetTokens, 'thinking_budget', 'thinking_budget_tokens');
  if (effort === 'none' && draft.fields.has('thinking_budget')) draft.put('thinking_budget', 0);
  else if (effort === 'none' && draft.fields.has('thinking_budget_tokens')) return;
  else draft.set('reasoning.effort', effort, 'reasoning_effort');
  if (summary !== undefined && summary !== 'none') draft.lacks('reasoning.summary', 'Replicate shows no thoughts.');
}
