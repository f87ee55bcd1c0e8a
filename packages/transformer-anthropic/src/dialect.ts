// How a vendor's Messages wire differs from Anthropic's own: one table, given once, for everything that speaks it.
import type { ChatRequest, CountTokensRequest } from '@kit/core';
import { claudeRules } from './claude-rules.ts';
import type { ModelRules } from './model-rules.ts';

/** API version in which sampling parameters are refused. */
export const currentVersion = '2026-10-21';
/** API version in which models that can still take sampling parameters. */
export const samplingVersion = '2023-06-01';

export interface AnthropicDialect {
  /** What each model takes, by the request's model id. Default: `claudeRules`. */
  readonly rules?: (model: string) => ModelRules;
  /** Default: header `anthropic-version`, `2026-10-21`, or `2023-06-01` for a request with sampling parameters. */
  readonly version?: VersionRule;
  /** `anthropic-beta` values for every request. */
  readonly betas?: readonly string[];
  /** Where beta values go: the header `anthropic-beta` (default), or the field `anthropic_beta` (Bedrock). */
  readonly betasIn?: 'header' | 'body';
  /** False where the URL names the model. Default true. */
  readonly modelInBody?: boolean;
  /** False where the URL says that the answer is streamed. Default true. */
  readonly streamInBody?: boolean;
  /** False where media must be sent as bytes. Default true. */
  readonly urlSources?: boolean;
  /** False where there is no store of files. Default true. */
  readonly fileSources?: boolean;
  /** A system message between others: sent as role `system`, or (default) as user text with a warning. */
  readonly lateSystem?: 'system' | 'user';
  /** Thoughts that carry no signature: left out with a warning (default), or sent (DeepSeek wants them back). */
  readonly unsignedThinking?: 'drop' | 'send';
  /**
   * Where opaque tokens are valid: with any Claude model on any platform (default), or only at the endpoint they came
   * from (vendors with models of their own).
   */
  readonly tokens?: 'claude' | 'endpoint';
  readonly endpoints?: Partial<AnthropicEndpoints>;
}

/** `header` or `body` (`anthropic_version`), or false where the wire has no version. */
export type VersionRule =
  | false
  | {
      readonly in: 'header' | 'body';
      readonly current: string;
      /** For requests with sampling parameters; if absent, the current one takes them. */
      readonly sampling?: string;
      /** True if the current version refuses sampling parameters and there is no other: they are left out. */
      readonly withoutSampling?: boolean;
    };

/** Paths behind the base URL. */
export interface AnthropicEndpoints {
  readonly chat: string | ((request: ChatRequest) => string);
  readonly stream: string | ((request: ChatRequest) => string);
  readonly countTokens: string | ((request: CountTokensRequest) => string);
}

const defaultVersion: VersionRule = { in: 'header', current: currentVersion, sampling: samplingVersion };

/** The dialect with its defaults filled in. */
export type CompleteDialect = Required<AnthropicDialect> & { readonly endpoints: AnthropicEndpoints };

export function completeDialect(dialect: AnthropicDialect = {}): CompleteDialect {
  const { endpoints, ...given } = dialect;
  return {
    rules: claudeRules,
    version: defaultVersion,
    betas: [],
    betasIn: 'header',
    modelInBody: true,
    streamInBody: true,
    urlSources: true,
    fileSources: true,
    lateSystem: 'user',
    unsignedThinking: 'drop',
    tokens: 'claude',
    ...definedOnly(given),
    endpoints: { chat: '/messages', stream: '/messages', countTokens: '/messages/count_tokens', ...endpoints },
  };
}

function definedOnly<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
