// Transcription: hosts of its own, one for each model.
import type { Call, CodecContext, OperationDeclaration } from '@kit/core';
import { type HandledOperation, movedOperation, type ShownRequest, shownRequest } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';

type Transcription = 'transcribe' | 'transcribeStream';

const operations = openaiOperations(dialect, { operations: ['transcribe', 'transcribeStream'] });
const hosts = {
  large: 'https://audio-prod.api.fireworks.ai/v1',
  turbo: 'https://audio-turbo.api.fireworks.ai/v1',
};

/** `whisper-v3-turbo` has the faster host; `whisper-v3` and whatever comes after it the other. */
const hostFor = (model = ''): keyof typeof hosts => (model.includes('turbo') ? 'turbo' : 'large');

function atHosts<K extends Transcription>(operation: K): HandledOperation<K> {
  const declaration = operations[operation] as OperationDeclaration<K>;
  const at = (host: keyof typeof hosts) => movedOperation(declaration, (path) => path, { baseURL: hosts[host] });
  const declarations = { large: at('large'), turbo: at('turbo') };
  return {
    handle: (call, exchange) => exchange.run(call, declarations[hostFor(call.request.model)]),
    inspect: (call, codec) => shown(call as unknown as Call<'transcribe'>, codec),
  };
}

/** The host of its own, unless the caller has named another. */
async function shown({ request }: Call<'transcribe'>, codec: CodecContext): Promise<ShownRequest> {
  const { wire, warnings } = await shownRequest(operations.transcribe, request, codec);
  if (codec.origin.endpoint !== 'https://api.fireworks.ai/inference/v1') return { wire, warnings };
  const { path, ...rest } = wire;
  return { wire: { ...rest, url: `${hosts[hostFor(request.model)]}${path}` }, warnings };
}

export const transcribeOperation = atHosts('transcribe');
export const transcribeStreamOperation = atHosts('transcribeStream');
