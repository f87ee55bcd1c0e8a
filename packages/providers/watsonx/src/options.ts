// What the factory takes, and how it is checked.
import { checkOptions, KitError } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, readEnvironment } from '@kit/http';

export interface WatsonxOptions extends HttpProviderOptions {
  /** `us-south`, `eu-de`, `eu-gb`, `jp-tok`, `au-syd`, `ca-tor`; on AWS `us-east-1.aws`, `ap-south-1.aws`. The key does not tell it. */
  readonly region?: string;
  /** The service's address instead of a region: a private one, Cloud Pak for Data. Default: WATSONX_URL. */
  readonly url?: string;
  /** The project that requests belong to, or the space: one of the two. Default: WATSONX_PROJECT_ID, WATSONX_SPACE_ID. */
  readonly projectId?: string;
  readonly spaceId?: string;
  /**
   * The wire of `chat`, `stream`, `complete`, `embed` and `models`: watsonx's own (default), or OpenAI's through the model
   * gateway.
   */
  readonly api?: 'chat' | 'gateway';
  /** Date of the API, which every request names. Default `2025-02-11`. */
  readonly apiVersion?: string;
  /** A token that was bought elsewhere. Default: WATSONX_TOKEN. */
  readonly accessToken?: string | (() => string | Promise<string>);
  /** Cloud Pak for Data: a user, with `password` or an API key. */
  readonly username?: string;
  readonly password?: string;
  /** Cloud Pak for Data: `base64(user:key)`, sent as it is. Default: WATSONX_ZENAPIKEY. */
  readonly zenApiKey?: string;
  /** Where tokens are bought. Default: IBM Cloud's IAM, on AWS IBM's platform, at Cloud Pak the service itself. */
  readonly tokenURL?: string;
}

export function checkWatsonxOptions(options: WatsonxOptions): void {
  checkOptions('watsonx()', options, {
    ...httpOptionChecks,
    region: (value) =>
      typeof value === 'string' && /^[a-z0-9-]+(?:\.aws)?$/.test(value) ? undefined : 'a region: us-south, eu-de, …',
    url: 'url',
    projectId: 'string',
    spaceId: 'string',
    api: ['chat', 'gateway'],
    apiVersion: (value) =>
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? undefined : 'a date: 2025-02-11',
    accessToken: (value) =>
      typeof value === 'string' || typeof value === 'function' ? undefined : 'a string or a function',
    username: 'string',
    password: 'string',
    zenApiKey: 'string',
    tokenURL: 'url',
  });
  if (options.projectId !== undefined && options.spaceId !== undefined)
    throw new KitError('config', 'watsonx(): requests belong to a project or to a space: set only one of them.', {
      field: 'spaceId',
    });
}

/** Whose requests they are: `{ project_id }` or `{ space_id }`; undefined where nobody says. */
export type Owner = { readonly project_id: string } | { readonly space_id: string } | undefined;

export function ownerOf({ projectId, spaceId }: WatsonxOptions): Owner {
  if (projectId !== undefined) return { project_id: projectId };
  if (spaceId !== undefined) return { space_id: spaceId };
  const project = readEnvironment('WATSONX_PROJECT_ID');
  if (project !== undefined) return { project_id: project };
  const space = readEnvironment('WATSONX_SPACE_ID') ?? readEnvironment('WATSONX_DEPLOYMENT_SPACE_ID');
  return space === undefined ? undefined : { space_id: space };
}

/** @throws KitError `config` */
export function requireOwner(owner: Owner): NonNullable<Owner> {
  if (owner) return owner;
  throw new KitError(
    'config',
    'watsonx needs to know whose requests they are: set the option `projectId` or `spaceId`, or the environment variable WATSONX_PROJECT_ID or WATSONX_SPACE_ID.',
    { field: 'projectId' },
  );
}
