// The options.
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';

export interface YandexOptions extends HttpProviderOptions {
  /** The folder that pays and that models belong to; YC_FOLDER_ID if absent. */
  readonly folder?: string;
  /**
   * The wire of chats and embeddings: `chat` (default) and `responses` are OpenAI's, with pictures, calls with ids and
   * models of others; `native` is the vendor's own.
   */
  readonly api?: 'chat' | 'responses' | 'native';
  /** An IAM token, or a function that answers one, in the place of a key; YC_IAM_TOKEN or YC_TOKEN if absent. */
  readonly iamToken?: string | (() => string | Promise<string>);
  /** The authorized key of a service account: tokens are bought with it. */
  readonly authorizedKey?: AuthorizedKey;
  /** The OAuth token of a user's account: tokens are bought with it. */
  readonly oauthToken?: string;
  /** `true`: tokens of the service account of the virtual machine that this runs on. */
  readonly metadata?: boolean;
  /** Where tokens are bought. Default `https://iam.api.cloud.yandex.net/iam/v1/tokens`. */
  readonly tokenURL?: string;
  /** `false` keeps the vendor from logging requests (`x-data-logging-enabled: false`). */
  readonly dataLogging?: boolean;
}

/** As `yc iam key create` writes it. */
export interface AuthorizedKey {
  readonly id: string;
  readonly service_account_id: string;
  /** PEM. */
  readonly private_key: string;
  readonly [field: string]: unknown;
}

export const optionChecks = {
  ...httpOptionChecks,
  folder: 'string',
  api: ['chat', 'responses', 'native'],
  iamToken: (value: unknown) =>
    typeof value === 'string' || typeof value === 'function' ? undefined : 'a token, or a function that answers one',
  authorizedKey: (value: unknown) => {
    const { id, service_account_id: account, private_key: key } = (value ?? {}) as Partial<AuthorizedKey>;
    return [id, account, key].every((field) => typeof field === 'string' && field !== '')
      ? undefined
      : 'a key with `id`, `service_account_id` and `private_key`';
  },
  oauthToken: 'string',
  metadata: 'boolean',
  tokenURL: 'url',
  dataLogging: 'boolean',
} as const;
