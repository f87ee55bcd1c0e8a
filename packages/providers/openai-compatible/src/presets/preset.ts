// A preset: all that is known of a server beforehand, as one row of data.
import type { Catalogue, Deadlines, OperationDeclaration, Provider, Transport } from '@kit/core';
import type { Auth, HandledOperation, HttpProviderOptions } from '@kit/http';
import type { OpenaiDialect, OpenaiOperation, RerankWire } from '@kit/transformer-openai';
import type { CountTokensWire } from '../count-tokens.ts';
import type { OpenaiCompatibleOptions } from '../options.ts';

/** Operations that servers of this wire may have. */
export type CompatibleOperation = OpenaiOperation | 'rerank' | 'health';

/** The wire of `chat` and `stream`: chat completions, OpenAI's responses, Anthropic's messages. */
export type CompatibleApi = 'chat' | 'responses' | 'messages';

export interface Preset<O extends CompatibleOperation = CompatibleOperation> {
  /** Display name. */
  readonly name: string;
  /** Absent: every user has an address of his own, and the option `baseURL` is required. */
  readonly baseURL?: string;
  /** What `baseURL` looks like, where it is required. */
  readonly baseURLExample?: string;
  readonly operations: readonly O[];
  /** Wires besides chat completions. */
  readonly apis?: readonly Exclude<CompatibleApi, 'chat'>[];
  /** Environment variables that may hold the key, the first that is set wins. */
  readonly keys?: readonly string[];
  /** Environment variables that may hold the base URL. */
  readonly baseURLs?: readonly string[];
  /** Whether requests without a key are refused. Default false: local servers ask nobody who he is. */
  readonly keyRequired?: boolean;
  readonly dialect?: OpenaiDialect;
  /** Base URLs of single operations, where the vendor has them at another place. An own `baseURL` replaces them all. */
  readonly elsewhere?: { readonly rerank?: string; readonly messages?: string };
  /** Default: Cohere's. */
  readonly rerank?: RerankWire;
  readonly countTokens?: CountTokensWire;
  /** Where the server tells how it is: a path behind its root (the base URL without `/v1`). Default: its models. */
  readonly health?: string;
  /** Longer than the defaults: a local server loads its model with the first request. */
  readonly deadlines?: Deadlines;
  readonly requestIdHeaders?: readonly string[];
  /** The server has one model, whatever a request calls it. */
  readonly modelOptional?: boolean;
  readonly catalogue?: () => Promise<Catalogue>;
  /** Operations that are not as OpenAI has them. */
  readonly declared?: (dialect: OpenaiDialect) => Declarations;
  /** Another way to prove who one is; `bearer` is the usual one. */
  readonly auth?: (bearer: Auth, options: OpenaiCompatibleOptions) => Auth;
  /** Around the transport, for what the vendor's HTTP does otherwise. */
  readonly transport?: (transport: Transport) => Transport;
  /** Around the finished provider, for answers that take more than one exchange. */
  readonly around?: (provider: CompatibleProvider, made: Made) => CompatibleProvider;
  /** Why not to begin with it now. */
  readonly deprecated?: string;
}

export type CompatibleProvider = Provider<CompatibleOperation>;

export type Declarations = { readonly [K in CompatibleOperation]?: OperationDeclaration<K> | HandledOperation<K> };

/** What a provider was made of, for a second one of the same vendor. */
export interface Made {
  readonly auth: Auth;
  readonly dialect: OpenaiDialect;
  readonly options: HttpProviderOptions;
  /** The address that the caller gave, if one. */
  readonly baseURL: string | undefined;
}

/** A row whose operations are known to the compiler. */
export function preset<const O extends CompatibleOperation>(row: Preset<O>): Preset<O> {
  return row;
}
