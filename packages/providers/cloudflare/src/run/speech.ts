// Speech: Aura answers the sound itself, MeloTTS base64 in JSON.
import type { JsonObject, OperationDeclaration, WireRequest } from '@kit/core';
import { movedOperation, rewrittenOperation } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { runPath } from '../endpoint.ts';

const { speech, speechStream } = openaiOperations(
  {
    speech: {
      fields: {
        voice: 'speaker',
        format: 'encoding',
        sampleRate: 'sample_rate',
        speed: false,
        instructions: false,
        language: 'lang',
      },
      events: false,
    },
  },
  { operations: ['speech', 'speechStream'] },
);

/** Sound in a file's form needs the file named; MeloTTS calls its text a prompt. */
function asRun(wire: WireRequest): WireRequest {
  if (wire.body?.type !== 'json') return wire;
  const { model, input = '', ...rest } = wire.body.value as JsonObject;
  if (/melotts/.test(String(model))) return { ...wire, body: { type: 'json', value: { prompt: input, ...rest } } };
  const { lang: _, encoding, ...fields } = rest;
  const form = encoding === undefined ? {} : (containers[String(encoding)] ?? { encoding });
  return { ...wire, body: { type: 'json', value: { text: input, ...fields, ...form } } };
}

const containers: Readonly<Record<string, JsonObject>> = {
  wav: { encoding: 'linear16', container: 'wav' },
  pcm: { encoding: 'linear16', container: 'none' },
  opus: { encoding: 'opus', container: 'ogg' },
};

const asRunOf = <K extends 'speech' | 'speechStream'>(declaration: OperationDeclaration<K>) =>
  rewrittenOperation(
    movedOperation(declaration, (_, { model = '' }) => runPath(model)),
    asRun,
  );

export const speechOperations = { speech: asRunOf(speech), speechStream: asRunOf(speechStream) };
