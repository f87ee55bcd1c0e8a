// A server that speaks OpenAI's wires: what it does otherwise, operation by operation. Empty = OpenAI itself.
import type { ChatDialect } from './chat-dialect.ts';
import type {
  CompleteDialect,
  EmbedDialect,
  ImageDialect,
  ModelsDialect,
  ModerateDialect,
  SpeechDialect,
  TranscribeDialect,
} from './media-dialects.ts';
import type { ResponsesDialect } from './responses-dialect.ts';

export interface OpenaiDialect {
  readonly chat?: ChatDialect;
  readonly responses?: ResponsesDialect;
  readonly complete?: CompleteDialect;
  readonly embed?: EmbedDialect;
  readonly image?: ImageDialect;
  readonly speech?: SpeechDialect;
  readonly transcribe?: TranscribeDialect;
  readonly moderate?: ModerateDialect;
  readonly models?: ModelsDialect;
}
