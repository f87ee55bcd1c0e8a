// chat: one prompt, one answer.
import { type AssistantPart, chatResponse, type Decoded, KitError, type ResultOf } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { type JsonRecord, stringOf } from '@kit/wire';
import { modelOperation } from '../queue/model-operation.ts';
import type { FalSettings } from '../settings.ts';
import { encodeChat } from './encode-chat.ts';
import { chatCost, chatUsage } from './usage.ts';

export function chatOperation(settings: FalSettings): ShownOperation<'chat'> {
  return modelOperation<'chat'>({ encode: encodeChat, decode: decodeChat }, settings);
}

function decodeChat(output: JsonRecord): Decoded<ResultOf<'chat'>> {
  const failure = stringOf(output.error);
  if (failure) throw new KitError('server', `fal: ${failure.slice(0, 500)}`);
  const text = stringOf(output.output);
  if (text === undefined) throw new KitError('invalid-response', 'The model answered no text.');
  const reasoning = stringOf(output.reasoning);
  const content: AssistantPart[] = [
    ...(reasoning ? [{ type: 'reasoning' as const, text: reasoning }] : []),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
  ];
  const usage = chatUsage(output.usage);
  const cost = chatCost(output.usage);
  return {
    // Nothing says why a model stopped.
    ...chatResponse({
      choices: [{ message: { role: 'assistant', content }, finishReason: 'stop' }],
      usage,
      meta: {} as never,
    }),
    ...(cost && { cost }),
  } as unknown as Decoded<ResultOf<'chat'>>;
}
