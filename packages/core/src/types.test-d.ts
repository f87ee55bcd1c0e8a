// What must and what must not compile. Checked by the compiler alone; nothing here runs.
import {
  type AnyProvider,
  type Call,
  type CallOptions,
  type ChatRequest,
  type ChatResponse,
  type ChatStream,
  chatResponse,
  defaults,
  defineMiddleware,
  defineProvider,
  type EmbedResponse,
  type FileContentResponse,
  type FileDeletedResponse,
  type FileListResponse,
  type FileResponse,
  type Fold,
  type Handler,
  inspect,
  KitError,
  type ModelsResponse,
  type OperationsOf,
  type Outcome,
  observe,
  type PartOf,
  type PartStream,
  type Pipeline,
  type Provider,
  pipeline,
  type SettledOf,
  type SpeechPart,
  type SpeechResponse,
  type StreamPart,
  target,
  user,
} from '@kit/core';

/** True if the two types are the same, `any` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
declare function same<A, B>(same: Same<A, B>): void;
declare function notAny<T>(isAny: IsAny<T> extends true ? never : true): void;

declare const voyage: Provider<'embed' | 'rerank'>;
declare const openai: Provider<'chat' | 'stream' | 'embed' | 'files' | 'models' | 'speechStream' | 'batch'>;
const messages = [user('Hi')];

// --- A third party's operations, by declaration merging ---------------------------------------------------------------

interface TranslateRequest {
  readonly text: string;
  readonly to: string;
}
type SubtitlePart = { readonly type: 'line'; readonly line: string } | { readonly type: 'finish' };
interface SubtitleResponse {
  readonly lines: readonly string[];
}
declare module '@kit/core' {
  interface Operations {
    translate: { request: TranslateRequest; result: { readonly translation: string } };
    subtitles: {
      request: TranslateRequest;
      result: PartStream<SubtitlePart, SubtitleResponse>;
      settled: SubtitleResponse;
    };
    /** Needs no request. */
    weather: { request: { readonly city?: string }; result: { readonly degrees: number }; optionalRequest: true };
  }
  interface KitEvents {
    'translation-cached': { readonly language: string };
  }
}
declare const foldSubtitles: () => Fold<SubtitlePart, SubtitleResponse>;

const thirdParty = defineProvider({
  id: 'third-party',
  operations: {
    async translate({ text, to }) {
      same<typeof text, string>(true);
      return { translation: `${text} in ${to}` };
    },
    async *subtitles({ text }): AsyncGenerator<SubtitlePart> {
      yield { type: 'line', line: text };
      yield { type: 'finish' };
    },
    weather: async ({ city }) => ({ degrees: city === 'Oslo' ? 3 : 21 }),
  },
  folds: { subtitles: foldSubtitles },
});
same<OperationsOf<typeof thirdParty>, 'translate' | 'subtitles' | 'weather'>(true);
const theirs = pipeline(thirdParty);
same<Awaited<ReturnType<typeof theirs.translate>>, { readonly translation: string }>(true);
same<ReturnType<typeof theirs.subtitles>, PartStream<SubtitlePart, SubtitleResponse>>(true);
same<PartOf<'subtitles'>, SubtitlePart>(true);
same<SettledOf<'subtitles'>, SubtitleResponse>(true);
void theirs.weather();
// @ts-expect-error this one needs its request
void theirs.translate();
// @ts-expect-error the field is called `to`
void theirs.translate({ text: 'x', too: 'de' });
// @ts-expect-error it has no chat
theirs.chat;
theirs.on('translation-cached', ({ language, at }) => {
  same<typeof language, string>(true);
  same<typeof at, number>(true);
});
// @ts-expect-error there is no such event
theirs.on('translation-lost', () => {});

defineProvider({
  id: 'wrong',
  // @ts-expect-error a translation is a string
  operations: { translate: async () => ({ translation: 5 }) },
});
defineProvider({
  id: 'wrong',
  operations: {
    // @ts-expect-error a chat's parts are not these
    async *stream() {
      yield { type: 'line', line: 'x' };
    },
  },
});

// --- A pipeline has the methods of its provider, and no other ---------------------------------------------------------

const embeddings = pipeline(voyage);
same<typeof embeddings, Pipeline<'embed' | 'rerank'>>(true);
same<ReturnType<typeof embeddings.embed>, Promise<EmbedResponse>>(true);
// @ts-expect-error Voyage has no chat
embeddings.chat;
// @ts-expect-error nor has a longer pipeline
embeddings.use(defaults({})).stream;
// @ts-expect-error the input is required
void embeddings.embed({ model: 'voyage-3.5' });
// @ts-expect-error a field that embeddings do not have
void embeddings.embed({ input: 'x', temperature: 0 });
// @ts-expect-error a call option that does not exist
void embeddings.embed({ input: 'x' }, { tennant: 'acme' });

const ai = pipeline(target(pipeline(openai).use(defaults({ request: { model: 'gpt-6' } })), { weight: 2 })).use(
  defaults({}),
);
same<typeof ai, Pipeline<'chat' | 'stream' | 'embed' | 'files' | 'models' | 'speechStream' | 'batch'>>(true);
same<ReturnType<typeof ai.chat>, Promise<ChatResponse>>(true);
same<ReturnType<typeof ai.stream>, ChatStream>(true);
same<ReturnType<typeof ai.speechStream>, PartStream<SpeechPart, SpeechResponse>>(true);
same<Parameters<typeof ai.chat>, [request: ChatRequest, options?: CallOptions]>(true);
same<ReturnType<typeof ai.models>, Promise<ModelsResponse>>(true);
void ai.models();
// @ts-expect-error a target has what its provider has
ai.rerank;
// @ts-expect-error a role that does not exist
void ai.chat({ messages: [{ role: 'human', content: 'Hi' }] });
const anyProvider: AnyProvider = ai;
void anyProvider;

// --- Results by the verb that was asked --------------------------------------------------------------------------------

async function files(): Promise<void> {
  same<Awaited<ReturnType<typeof upload>>, FileResponse>(true);
  const upload = () => ai.files({ action: 'upload', data: new Uint8Array(), mediaType: 'text/plain' });
  const list = await ai.files({ action: 'list' });
  same<typeof list, FileListResponse>(true);
  const one = await ai.files({ action: 'get', id: 'f' });
  same<typeof one, FileResponse>(true);
  const content = await ai.files({ action: 'content', id: 'f' });
  same<typeof content, FileContentResponse>(true);
  const deleted = await ai.files({ action: 'delete', id: 'f' });
  same<typeof deleted, FileDeletedResponse>(true);
  // @ts-expect-error an upload needs its data
  await ai.files({ action: 'upload', mediaType: 'text/plain' });
  // @ts-expect-error no such verb
  await ai.files({ action: 'rename', id: 'f' });
}
void files;

// --- Reading a stream -------------------------------------------------------------------------------------------------

async function reading(): Promise<void> {
  const stream = ai.stream({ messages });
  for await (const part of stream) {
    same<typeof part, StreamPart>(true);
    if (part.type === 'tool-call') same<typeof part.arguments, string>(true);
  }
  const response = await stream.response;
  same<typeof response, ChatResponse>(true);
  const mapped = stream.map((parts) => parts);
  same<typeof mapped, ChatStream>(true);
  // @ts-expect-error a stream is not a promise
  stream.then;
}
void reading;

// --- Middleware infers its operation ----------------------------------------------------------------------------------

const counting = defineMiddleware({
  name: 'counting',
  chat: (next) => async (call) => {
    same<typeof call, Call<'chat'>>(true);
    same<typeof next, Handler<'chat'>>(true);
    const response = await next(call);
    same<typeof response, ChatResponse>(true);
    return response;
  },
  stream: (next) => async (call) => {
    const stream = await next(call);
    same<typeof stream, ChatStream>(true);
    return stream.map((parts) => parts.filter(({ type }) => type !== 'raw'));
  },
  translate: (next) => async (call) => {
    same<typeof call.request, TranslateRequest>(true);
    return next(call);
  },
  every: (next, { operation }) =>
    observe(next, (call) => {
      same<typeof call.operation, typeof operation>(true);
      return {
        settled(outcome) {
          same<typeof outcome, Outcome<typeof operation>>(true);
          if (outcome.status !== 'complete') same<typeof outcome.error, KitError>(true);
        },
      };
    }),
});
pipeline(openai).use(counting);

defineMiddleware({
  name: 'wrong',
  // @ts-expect-error a chat is answered with a ChatResponse
  chat: () => async () => ({ text: 'Hi' }),
});
defineMiddleware({
  name: 'wrong',
  // @ts-expect-error no such operation
  chta: (next) => next,
});
// @ts-expect-error a middleware is an object, not the function that makes it
pipeline(openai).use(defaults);

// --- No `any` where one would go unnoticed ------------------------------------------------------------------------------

notAny<Awaited<ReturnType<typeof ai.chat>>>(true);
notAny<ChatResponse['toolCalls'][number]['input']>(true);
notAny<PartOf<'stream'>>(true);
notAny<SettledOf<'transcribeStream'>>(true);
notAny<Outcome['usage']>(true);
notAny<KitError['cause']>(true);
notAny<KitError['partial']>(true);
notAny<Awaited<ReturnType<typeof theirs.translate>>['translation']>(true);
same<PartOf<'chat'>, never>(true);

// --- inspect and results of one's own ----------------------------------------------------------------------------------

void inspect(ai, 'chat', { messages });
// @ts-expect-error Voyage has no chat
void inspect(voyage, 'chat', { messages });
// @ts-expect-error the request belongs to the operation
void inspect(ai, 'embed', { messages });

const bare = chatResponse({ choices: [] });
same<typeof bare.meta, undefined>(true);
// @ts-expect-error whoever answers the call adds meta, so this is no ChatResponse yet
const whole: ChatResponse = bare;
void whole;
// @ts-expect-error a closed set of codes
new KitError('teapot', 'x');
