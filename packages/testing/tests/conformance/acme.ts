// A small vendor of our own, and the provider for it: sound by itself, and broken in one way where a test asks for it.
import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  type CodecContext,
  chatResponse,
  type Decoded,
  type Encoded,
  type Handler,
  KitError,
  type PartDecoder,
  type Provider,
  Scope,
  type StreamPart,
  type StreamTransformer,
  type Transformer,
  type Transport,
  type Usage,
} from '@kit/core';
import { bearerAuth, httpProvider, nodeTransport } from '@kit/http';
import type { FactoryOptions } from '../../src/conformance/manifest.ts';

/** Ways to be wrong. */
export type Flaw =
  | 'ends streams wherever their body ends'
  | 'tells no usage'
  | 'counts cached tokens twice'
  | 'reads every failure as a server error'
  | 'tries again by itself'
  | 'takes no abort'
  | 'leaves a timer'
  | 'leaves a listener'
  | 'keeps every answer'
  | 'quotes its key in errors'
  | 'logs its key'
  | 'remembers one answer for all'
  | 'holds the text back'
  | 'trusts what comes'
  | 'finishes as often as it is told'
  | 'drops what it cannot do'
  | 'loses the tool call'
  | 'forgets the signature';

interface AcmeReply {
  readonly id?: string;
  readonly model?: string;
  readonly text?: string;
  readonly thought?: string;
  readonly signature?: string;
  readonly call?: { readonly id: string; readonly name: string; readonly arguments: string };
  readonly tokens?: { readonly in: number; readonly cached: number; readonly out: number };
  readonly finish?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const countOf = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : undefined);

function usageOf(tokens: unknown, flaw: Flaw | undefined): Usage | undefined {
  if (!isObject(tokens) || flaw === 'tells no usage') return undefined;
  const [input, cached, output] = [countOf(tokens.in), countOf(tokens.cached), countOf(tokens.out)];
  const uncached = input !== undefined && cached !== undefined && input >= cached ? input - cached : undefined;
  return {
    state: 'reported',
    ...(input !== undefined && { inputTokens: input }),
    ...(output !== undefined && { outputTokens: output }),
    ...(uncached !== undefined && {
      inputDetails: {
        uncached: flaw === 'counts cached tokens twice' ? (input as number) : uncached,
        cacheRead: cached as number,
      },
    }),
  };
}

const finishReason = (word: string | undefined) =>
  word === 'stop'
    ? ('stop' as const)
    : word === 'tools'
      ? ('tool-calls' as const)
      : word === 'length'
        ? ('length' as const)
        : ('other' as const);

function encode(request: ChatRequest, stream: boolean, flaw: Flaw | undefined): Encoded<undefined> {
  const messages = request.messages.map((message) => ({
    role: message.role,
    content:
      flaw === 'forgets the signature' && typeof message.content !== 'string'
        ? message.content.map((part) => ({ ...part, vendor: undefined }))
        : message.content,
  }));
  const warnings =
    request.seed === undefined || flaw === 'drops what it cannot do'
      ? []
      : [{ feature: 'seed', detail: 'Acme takes no seed; it was left out.' }];
  const tools = request.tools?.map(({ name }) => name);
  const value = JSON.parse(JSON.stringify({ model: request.model, stream, messages, tools }));
  return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
}

function thinking(text: string, signature: string, { origin }: CodecContext) {
  return { type: 'reasoning' as const, text, vendor: { origin: { wire: 'acme', ...origin }, data: { signature } } };
}

function decode(reply: AcmeReply, context: CodecContext, flaw: Flaw | undefined): Decoded<ChatResponse> {
  if (!isObject(reply) || reply.finish === undefined)
    throw new KitError('invalid-response', 'The reply holds no answer.');
  const { id, model, text, thought, signature, call, tokens, finish } = reply as AcmeReply;
  const content = [
    ...(thought === undefined ? [] : [thinking(thought, signature ?? '', context)]),
    ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
    ...(call && flaw !== 'loses the tool call'
      ? [{ type: 'tool-call' as const, ...call, input: JSON.parse(call.arguments) }]
      : []),
  ];
  const answer = chatResponse({
    choices: [{ message: { role: 'assistant', content }, finishReason: finishReason(finish), rawFinishReason: finish }],
    usage: usageOf(tokens, flaw),
  });
  return { ...answer, meta: { ...(id !== undefined && { responseId: id }), ...(model !== undefined && { model }) } };
}

class AcmeDecoder implements PartDecoder<StreamPart> {
  done = false;
  finished = false;
  readonly #context: CodecContext;
  readonly #flaw: Flaw | undefined;
  #started = false;
  #finish: string | undefined;
  #usage: Usage | undefined;
  #held = '';

  constructor(context: CodecContext, flaw: Flaw | undefined) {
    this.#context = context;
    this.#flaw = flaw;
  }

  event(data: string, out: StreamPart[]): void {
    if (data === '[DONE]') {
      this.done = true;
      return;
    }
    let event: Record<string, unknown>;
    try {
      event = JSON.parse(data);
      if (!isObject(event)) return;
    } catch {
      throw new KitError('invalid-response', 'An event is no JSON.');
    }
    if (isObject(event.error)) throw this.#context.failure({ body: event });
    if (!this.#started && !('type' in event)) this.#start(event, out);
    if (this.#flaw === 'trusts what comes' && 'text' in event) (event.text as string).trim();
    this.#content(event, out);
    this.#usage = usageOf(event.tokens, this.#flaw) ?? this.#usage;
    const finish = textOf(event.finish);
    if (finish === undefined) return;
    if (this.#flaw === 'finishes as often as it is told' && this.#finish !== undefined)
      out.push({ type: 'text', text: '!' });
    this.#finish ??= finish;
    this.finished = true;
  }

  #start({ id, model }: Record<string, unknown>, out: StreamPart[]): void {
    this.#started = true;
    const known = { responseId: textOf(id), model: textOf(model) };
    out.push({ type: 'start', ...JSON.parse(JSON.stringify(known)) });
  }

  #content({ text, thought, signature, call }: Record<string, unknown>, out: StreamPart[]): void {
    if (typeof thought === 'string') {
      const { vendor } = thinking(thought, textOf(signature) ?? '', this.#context);
      out.push({ type: 'reasoning', text: thought, index: 0 }, { type: 'block-end', index: 0, vendor });
    }
    if (typeof text === 'string' && this.#flaw === 'holds the text back') this.#held += text;
    else if (typeof text === 'string') out.push({ type: 'text', text, index: 1 });
    if (
      !isObject(call) ||
      typeof call.id !== 'string' ||
      typeof call.name !== 'string' ||
      typeof call.arguments !== 'string'
    )
      return;
    const { id, name, arguments: text2 } = call;
    let input: never | undefined;
    try {
      input = JSON.parse(text2) as never;
    } catch {
      out.push({ type: 'tool-call', id, name, arguments: text2, invalid: 'no JSON' });
      return;
    }
    if (this.#flaw !== 'loses the tool call') out.push({ type: 'tool-call', id, name, arguments: text2, input });
  }

  end(out: StreamPart[]): boolean {
    const isWhole = this.done && this.#finish !== undefined;
    if (!isWhole && this.#flaw !== 'ends streams wherever their body ends') return false;
    if (!this.#started) this.#start({}, out);
    if (this.#held !== '') out.push({ type: 'text', text: this.#held, index: 1 });
    const raw = this.#finish ?? 'stop';
    out.push({
      type: 'finish',
      finishReason: finishReason(raw),
      rawFinishReason: raw,
      ...(this.#usage && { usage: this.#usage }),
    });
    return true;
  }
}

const codes = { key: 'authentication', slow: 'rate-limit', busy: 'overloaded', money: 'billing' } as const;

/** The provider, with one flaw at most. */
export function acme(options: FactoryOptions, flaw?: Flaw): Provider<'chat' | 'stream'> {
  const chat: Transformer<'chat', undefined> = {
    encode: (request) => encode(request, false, flaw),
    decode: (reply, _state, context) => decode(reply.json() as AcmeReply, context, flaw),
  };
  const stream: StreamTransformer<'stream', undefined> = {
    framing: 'sse',
    encode: (request) => encode(request, true, flaw),
    decoder: (_state, context) => new AcmeDecoder(context, flaw) as PartDecoder<StreamPart>,
  };
  const own = nodeTransport();
  const transport = flaw === 'takes no abort' ? deaf(options.transport ?? own) : options.transport;
  const provider = httpProvider<'chat' | 'stream'>(
    {
      id: 'acme',
      name: 'Acme',
      baseURL: 'https://api.acme.example',
      auth: bearerAuth({ apiKey: options.apiKey, owner: 'Acme', environment: [] }),
      operations: {
        chat: { endpoint: { path: '/chat' }, transformer: chat },
        stream: { endpoint: { path: '/chat' }, streamTransformer: stream },
      },
      errors: ({ body }) => {
        if (flaw === 'reads every failure as a server error') return { code: 'server' };
        const kind = isObject(body) && isObject(body.error) ? textOf(body.error.kind) : undefined;
        const code = kind !== undefined && Object.hasOwn(codes, kind) ? codes[kind as keyof typeof codes] : undefined;
        return code && { code };
      },
    },
    { apiKey: options.apiKey, baseURL: options.baseURL, ...(transport && { transport }) },
  );
  return flaw
    ? {
        ...provider,
        handlers: spoiled(provider, flaw, options),
        close: async () => void (await Promise.all([provider.close?.(), own.close()])),
      }
    : provider;
}

/** A transport that never hears of a cancelled call. */
function deaf(transport: Transport): Transport {
  return (request, options) => transport(request, { ...options, scope: new Scope() });
}

type AnyHandler = (call: { readonly context: CallContext }) => Promise<unknown>;

function spoiled(provider: Provider<'chat' | 'stream'>, flaw: Flaw, { apiKey }: FactoryOptions) {
  const { chat, stream } = provider.handlers;
  let remembered: Promise<unknown> | undefined;
  const spoil =
    (handler: AnyHandler): AnyHandler =>
    async (call) => {
      switch (flaw) {
        case 'tries again by itself':
          return handler(call).catch(() => handler(call));
        case 'leaves a timer':
          call.context.environment.setTimer(60_000, () => {});
          return handler(call);
        case 'leaves a listener':
          call.context.scope.onCancel(() => {});
          return handler(call);
        case 'keeps every answer':
          kept.push(Array.from({ length: 5_000 }, (_, at) => at + 0.5));
          return handler(call);
        case 'logs its key':
          console.log(`asking with ${apiKey}`);
          return handler(call);
        case 'quotes its key in errors':
          return handler(call).catch((error: KitError) => {
            throw new KitError(error.code, `${error.message} (with ${apiKey})`, {
              ...error,
              attempts: error.attempts,
              cause: error.cause,
            });
          });
        case 'remembers one answer for all':
          return (remembered ??= handler(call));
        default:
          return handler(call);
      }
    };
  const kept: number[][] = [];
  return {
    chat: spoil(chat as unknown as AnyHandler) as unknown as Handler<'chat'>,
    stream:
      flaw === 'remembers one answer for all'
        ? stream
        : (spoil(stream as unknown as AnyHandler) as unknown as Handler<'stream'>),
  };
}
