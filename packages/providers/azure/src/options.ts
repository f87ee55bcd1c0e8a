// What the factory takes, and how it is checked.
import { checkOptions } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';

export interface AzureOptions extends HttpProviderOptions {
  /** Name of the resource: the first word of its host. Default: the environment variable AZURE_RESOURCE_NAME. */
  readonly resource?: string;
  /** The resource's address, also of another host or of a Foundry project. Default: AZURE_OPENAI_ENDPOINT. */
  readonly endpoint?: string;
  /** A project of Foundry: its own prefix in the path. */
  readonly project?: string;
  /** Deployment for requests that name no model. The same as `model`. */
  readonly deployment?: string;
  /**
   * Which model is behind a deployment: `{ 'my-chat': 'gpt-5.2' }`. What a model takes is known by this alone, never guessed
   * from a deployment's name.
   */
  readonly deployments?: Readonly<Record<string, string>>;
  /**
   * Absent: the API without versions (`/openai/v1`). A date (`2024-10-21`, `2025-04-01-preview`): the older API, whose paths
   * name the deployment. `v1` and `preview` are sent to the newer one. Default: OPENAI_API_VERSION.
   */
  readonly apiVersion?: string;
  /** The wire of `chat` and `stream`: OpenAI's (`chat`, default, `responses`) or Anthropic's (`messages`, Claude). */
  readonly api?: 'chat' | 'responses' | 'messages';
  /** A token of Entra ID, or a function that answers one and is asked before each request. */
  readonly accessToken?: string | (() => string | Promise<string>);
  /** An application of Entra ID: tokens are bought with its secret, or with the token of a federated identity. */
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string | (() => string | Promise<string>);
  /** File with the token of a workload identity; it is read anew for each exchange. Default: AZURE_FEDERATED_TOKEN_FILE. */
  readonly federatedTokenFile?: string;
  /** `true`: the identity of the machine, or of the App Service, that this runs on; `clientId` picks one of several. */
  readonly managedIdentity?: boolean;
  /** What tokens are for. Default `https://cognitiveservices.azure.com/.default`, for projects `https://ai.azure.com/.default`. */
  readonly scope?: string;
  /** Where tokens are bought, instead of Entra's or the machine's own address. */
  readonly tokenURL?: string;
}

export function checkAzureOptions(options: AzureOptions): void {
  const word = (value: unknown) =>
    typeof value === 'string' || typeof value === 'function' ? undefined : 'a string or a function';
  checkOptions('azure()', options, {
    ...httpOptionChecks,
    resource: (value) => (isResource(value) ? undefined : 'the name of a resource: letters, digits and hyphens'),
    endpoint: 'url',
    project: 'string',
    deployment: 'string',
    deployments: 'object',
    apiVersion: (value) =>
      typeof value === 'string' && /^(?:v1|preview|latest|\d{4}-\d{2}-\d{2}(?:-preview)?)$/.test(value)
        ? undefined
        : 'a date (2024-10-21, 2025-04-01-preview), v1 or preview',
    api: ['chat', 'responses', 'messages'],
    accessToken: word,
    tenantId: 'string',
    clientId: 'string',
    clientSecret: word,
    federatedTokenFile: 'string',
    managedIdentity: 'boolean',
    scope: 'string',
    tokenURL: 'url',
  });
}

/** One label of a host name: anything else could lead to another host. */
export function isResource(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(value);
}
