// The operations of a server of this wire, as data for `httpProvider()`. Each encoder names its own path.
import type { Endpoint, Operation, StreamTransformer, Transformer } from '@kit/core';
import { geminiChat, geminiStream } from './chat/chat.ts';
import { geminiCountTokens } from './count-tokens.ts';
import type { GeminiDialect } from './dialect.ts';
import { geminiEmbed } from './embeddings.ts';
import { geminiImage } from './images.ts';
import { geminiSpeech } from './speech.ts';
import { geminiTranscribe } from './transcription.ts';

/** An operation that is one exchange with a complete reply. */
export type GeminiOperation<K extends Operation> = {
  readonly endpoint: Endpoint<K>;
  readonly transformer: Transformer<K>;
};

export interface GeminiOperations {
  readonly chat: GeminiOperation<'chat'>;
  readonly stream: { readonly endpoint: Endpoint<'stream'>; readonly streamTransformer: StreamTransformer<'stream'> };
  readonly embed: GeminiOperation<'embed'>;
  readonly image: GeminiOperation<'image'>;
  readonly speech: GeminiOperation<'speech'>;
  readonly transcribe: GeminiOperation<'transcribe'>;
  readonly countTokens: GeminiOperation<'countTokens'>;
}

/** What a vendor takes of these is its own choice; what is more than one exchange (files, batches, videos) it declares itself. */
export function geminiOperations(dialect: GeminiDialect = {}): GeminiOperations {
  return {
    chat: { endpoint: endpoint(), transformer: geminiChat(dialect) },
    stream: { endpoint: endpoint(), streamTransformer: geminiStream(dialect) },
    embed: { endpoint: endpoint(), transformer: geminiEmbed(dialect) },
    image: { endpoint: endpoint(), transformer: geminiImage(dialect) },
    speech: { endpoint: endpoint(), transformer: geminiSpeech(dialect) },
    transcribe: { endpoint: endpoint(), transformer: geminiTranscribe(dialect) },
    countTokens: { endpoint: endpoint(), transformer: geminiCountTokens(dialect) },
  };
}

/** The model is in the path, which the encoder therefore writes. */
function endpoint<K extends Operation>(): Endpoint<K> {
  return { method: 'POST', path: '/' };
}
