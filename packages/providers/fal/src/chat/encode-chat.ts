// A chat as the input of a model that takes one prompt: LLaVA and its kin, and the router to models of other vendors.
import { type ChatRequest, KitError, type MediaSource, type Message, type Warning } from '@kit/core';
import { linkOf } from '../media/links.ts';
import type { Encoded } from '../queue/model-operation.ts';
import { falOptions, given, type Keys } from '../vendor-options.ts';

const router = 'openrouter/router';

/** `openrouter/router:google/gemini-2.5-flash`: the router, and the model that it asks. */
function routed(model: string): { readonly place: string; readonly through: string | undefined } {
  const at = model.indexOf(':');
  return at < 0 ? { place: model, through: undefined } : { place: model.slice(0, at), through: model.slice(at + 1) };
}

export function encodeChat(request: ChatRequest, keys: Keys): Encoded {
  refuseImpossible(request);
  const warnings: Warning[] = [];
  const { place, through } = routed(request.model ?? '');
  const { system, turns, pictures } = conversationOf(request.messages, warnings);
  const isRouter = place.startsWith(router);
  const hasPictures = pictures.length > 0;
  const prompt = promptOf(isRouter ? undefined : system, turns, warnings);
  if (hasPictures && !isRouter && pictures.length > 1)
    warnings.push({ feature: 'messages', detail: 'The model sees one picture; the first was sent.' });
  for (const feature of left) {
    const value = request[feature];
    if (value !== undefined && value !== false)
      warnings.push({ feature, detail: 'Models of fal have none; left out.' });
  }
  const links = pictures.map(linkOf);
  const input = given({
    prompt,
    ...(isRouter
      ? { model: through, system_prompt: system, ...(hasPictures && { image_urls: links }) }
      : { image_url: links[0] }),
    temperature: request.temperature,
    max_tokens: request.maxTokens,
    top_p: isRouter ? undefined : request.topP,
    reasoning: isRouter && request.reasoning ? request.reasoning.effort !== 'none' : undefined,
    ...falOptions(request.vendor, keys),
  });
  if (isRouter && request.topP !== undefined)
    warnings.push({ feature: 'topP', detail: 'The router has none; left out.' });
  if (!isRouter && request.reasoning && request.reasoning.effort !== 'none')
    warnings.push({ feature: 'reasoning', detail: 'The model does not think; left out.' });
  return { model: isRouter && hasPictures && place === router ? `${router}/vision` : place, input, warnings };
}

const left = [
  'topK',
  'stop',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'logprobs',
  'promptCache',
  'user',
  'metadata',
  'serviceTier',
] as const;

/** What would make another question of it. @throws KitError `unsupported` */
function refuseImpossible({ tools, toolChoice, output, n = 1 }: ChatRequest): void {
  const refused = (field: string, what: string) =>
    new KitError('unsupported', `chat: models of fal ${what}.`, { field });
  if (tools?.length && toolChoice !== 'none') throw refused('tools', 'call no tools');
  if (output && output.type !== 'text') throw refused('output', 'have no output format');
  if (n > 1) throw refused('n', 'give one answer');
}

interface Conversation {
  readonly system: string | undefined;
  readonly turns: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  readonly pictures: readonly MediaSource[];
}

function conversationOf(messages: readonly Message[], warnings: Warning[]): Conversation {
  const system: string[] = [];
  const turns: { role: 'user' | 'assistant'; text: string }[] = [];
  const pictures: MediaSource[] = [];
  for (const message of messages) {
    if (message.role === 'tool')
      throw new KitError('unsupported', 'chat: models of fal take no tool results.', { field: 'messages' });
    const text = textOf(message.content, pictures, warnings);
    if (message.role === 'system') system.push(text);
    else turns.push({ role: message.role, text });
  }
  return { system: system.length > 0 ? system.join('\n\n') : undefined, turns, pictures };
}

function textOf(content: Message['content'], pictures: MediaSource[], warnings: Warning[]): string {
  if (typeof content === 'string') return content;
  return content
    .flatMap((part): string[] => {
      if (part.type === 'text') return [part.text];
      if (part.type === 'image') pictures.push(part.source);
      else if (part.type === 'reasoning' || part.type === 'vendor')
        warnings.push({ feature: `messages.${part.type}`, detail: 'It cannot be sent to models of fal; left out.' });
      else
        throw new KitError('unsupported', `chat: models of fal take no ${part.type} in messages.`, {
          field: 'messages',
        });
      return [];
    })
    .join('\n');
}

/** One question as it is; several turns as a transcript that ends where the model is to go on. */
function promptOf(system: string | undefined, turns: Conversation['turns'], warnings: Warning[]): string {
  const before = system === undefined ? '' : `${system}\n\n`;
  if (system !== undefined)
    warnings.push({
      feature: 'messages.system',
      detail: 'The model has no system prompt: it was put before the prompt.',
    });
  const [only] = turns;
  if (turns.length === 1 && only?.role === 'user') return before + only.text;
  warnings.push({ feature: 'messages', detail: 'The model takes one prompt: the messages were written into it.' });
  const spoken = turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return before + [...spoken, 'Assistant:'].join('\n\n');
}
