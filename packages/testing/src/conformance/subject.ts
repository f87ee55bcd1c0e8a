// The provider under test and its manifest, in the shape that the checks work with.
import { type AnyProvider, isStreamed, KitError, type Operation, type Provider } from '@kit/core';
import { isStreamType } from '../answer.ts';
import type { Exchange, ExchangeResponse } from '../exchange.ts';
import type {
  ChatExchange,
  ChatFeature,
  ConformanceManifest,
  FactoryOptions,
  ProviderFactory,
  Replies,
} from './manifest.ts';

/** One call and its replies, of whatever operation. */
export interface CallExchange {
  /** `stream: says hello` */
  readonly name: string;
  readonly operation: Operation;
  readonly streamed: boolean;
  readonly request: object;
  readonly replies: readonly Exchange[];
  /** Which of the replies streams; the first where none does. */
  readonly streamedAt: number;
  readonly sent: unknown;
  readonly result: object;
  readonly settled: unknown;
  readonly features: readonly ChatFeature[];
  readonly echoed: readonly string[];
}

export interface Subject {
  readonly manifest: ConformanceManifest<Operation>;
  readonly id: string;
  readonly offered: readonly string[];
  readonly exchanges: readonly CallExchange[];
  make(options: Omit<FactoryOptions, 'apiKey'>): AnyProvider;
}

/** What no one may ever see again. Long enough to be taken for a credential, odd enough to be found. */
export const canaryKey = 'sk-conformance-canary-5f0c7a1e93b84d26';

export const requestId = 'req-conformance-1';

/** Nobody is there: for checks that never get as far as the network. */
const nowhere = 'http://127.0.0.1:9';

export function subjectOf<O extends Operation>(factory: ProviderFactory<O>, manifest: ConformanceManifest<O>): Subject {
  const make = ({ baseURL, transport }: Omit<FactoryOptions, 'apiKey'>): AnyProvider =>
    factory({ baseURL: baseURL + (manifest.basePath ?? ''), apiKey: canaryKey, ...(transport && { transport }) });
  const provider = make({ baseURL: nowhere }) as unknown as Provider<Operation>;
  const offered = Object.keys(provider.handlers);
  const general = manifest as unknown as ConformanceManifest<Operation>;
  return {
    manifest: general,
    id: provider.id,
    offered,
    exchanges: exchangesOf(provider, offered, general),
    make,
  };
}

function exchangesOf(
  provider: AnyProvider,
  offered: readonly string[],
  { chats = [], operations, requestIdHeader }: ConformanceManifest<Operation>,
): CallExchange[] {
  if ((offered.includes('chat') || offered.includes('stream')) && chats.length === 0) {
    throw new KitError('config', `conformance(): ${provider.id} chats, but its manifest has no \`chats\`.`, {
      field: 'chats',
    });
  }
  const withId = (response: ExchangeResponse): ExchangeResponse =>
    requestIdHeader === undefined
      ? response
      : { ...response, headers: { [requestIdHeader]: requestId, ...response.headers } };
  const withIds = (reply: Replies) => repliesOf(reply).map((one) => ({ ...one, response: withId(one.response) }));
  const chatting = (operation: 'chat' | 'stream', replyOf: (chat: ChatExchange) => Replies | undefined) =>
    chats.flatMap(({ name, request, sent, result, features = [], echoed = [], ...chat }): CallExchange[] => {
      const reply = replyOf({ name, request, result, ...chat });
      if (!reply || !offered.includes(operation)) return [];
      const replies = withIds(reply);
      const streamed = operation === 'stream';
      return [
        {
          name: `${operation}: ${name}`,
          operation,
          streamed,
          request,
          replies,
          streamedAt: streamedAt(replies),
          sent,
          result,
          settled: undefined,
          features,
          echoed,
        },
      ];
    });
  const others = Object.entries(operations).flatMap(([operation, list]) =>
    list.map(({ name, request, sent, reply, result, settled }): CallExchange => {
      const replies = withIds(reply);
      return {
        name: `${operation}: ${name}`,
        operation: operation as Operation,
        streamed: isStreamed(provider as { readonly streamed?: readonly string[] }, operation),
        request,
        replies,
        streamedAt: streamedAt(replies),
        sent,
        result,
        settled,
        features: [],
        echoed: [],
      };
    }),
  );
  return [...chatting('chat', ({ reply }) => reply), ...chatting('stream', ({ stream }) => stream), ...others];
}

/** Some vendors say in another reply where the stream is. */
function streamedAt(replies: readonly Exchange[]): number {
  const at = replies.findIndex(({ response: { headers = {} } }) => isStreamType(headers['content-type'] ?? ''));
  return Math.max(0, at);
}

export function repliesOf(reply: Replies): readonly Exchange[] {
  const list = Array.isArray(reply) ? (reply as readonly (Exchange | ExchangeResponse)[]) : [reply as ExchangeResponse];
  return list.map((one) => ('response' in one ? one : { response: one }));
}

/** The exchanges of the streamed operations that come as text in events, the plain chat first. */
export function streamsOf({ exchanges }: Subject): CallExchange[] {
  return exchanges.filter(({ streamed }) => streamed);
}

/** The reply that streams, or the only one. */
export function streamedReply({ replies, streamedAt }: CallExchange): Exchange {
  return replies[streamedAt] as Exchange;
}

/** The first exchange of an operation. */
export function firstOf({ exchanges }: Subject, operation: string): CallExchange | undefined {
  return exchanges.find((exchange) => exchange.operation === operation);
}
