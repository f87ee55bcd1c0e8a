// chat: a prediction of a language model, waited for.
import type { ShownOperation } from '@kit/http';
import { predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { decodeChat, outputText } from './decode-output.ts';
import { encodeChatInput, imagesOf } from './encode-input.ts';

export const chatInput = { purpose: 'chat', files: imagesOf, encode: encodeChatInput } as const;

export function chatOperation(settings: PredictionSettings): ShownOperation<'chat'> {
  return predicted<'chat'>(
    {
      ...chatInput,
      decode(prediction, { meta, warnings }) {
        const odd = outputText(prediction.output) === undefined;
        const vendor = { ...meta.vendor, output: prediction.output };
        return decodeChat(prediction, { meta: odd ? { ...meta, vendor } : meta, warnings });
      },
    },
    settings,
  );
}
