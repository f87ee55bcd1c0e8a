// What a row of the list of models says: its kind, its price in USD per million tokens.
import type { Model } from '@kit/core';
import { type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const kinds: Readonly<Record<string, string>> = {
  chat: 'chat',
  language: 'chat',
  code: 'chat',
  image: 'image',
  embedding: 'embedding',
  moderation: 'moderation',
  rerank: 'rerank',
  audio: 'speech',
  transcribe: 'transcription',
  video: 'video',
};

export function modelRow(row: JsonRecord): Partial<Model> {
  const type = stringOf(row.type);
  const kind = type !== undefined && Object.hasOwn(kinds, type) ? kinds[type] : type;
  const organization = stringOf(row.organization);
  const { input, output } = recordOf(row.pricing) ?? {};
  const [inputPrice, outputPrice] = [numberOf(input), numberOf(output)];
  // Zeros stand for prices of other kinds: by the picture, by the hour.
  const priced = kind === 'chat' && (inputPrice || outputPrice);
  return {
    ...(kind !== undefined && { kind }),
    ...(organization !== undefined && { ownedBy: organization }),
    ...(priced && {
      price: {
        ...(inputPrice !== undefined && { input: inputPrice }),
        ...(outputPrice !== undefined && { output: outputPrice }),
      },
    }),
  };
}
