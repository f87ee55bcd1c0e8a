// Where a resource is: its host, the generation of its API, and what lives beside it.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';
import { type AzureOptions, isResource } from './options.ts';

/** What the options come to. */
export interface AzurePlace {
  /** Of everything but Claude and Cohere. */
  readonly baseURL: string;
  /** Where the resource is as a Foundry resource; undefined behind a `baseURL` of one's own. */
  readonly foundry: string | undefined;
  /** True for the older API, whose paths name the deployment. */
  readonly dated: boolean;
  readonly apiVersion: string | undefined;
}

/** @throws KitError `config` where nobody says which resource */
export function placeFor(options: AzureOptions): AzurePlace {
  const apiVersion = options.apiVersion ?? readEnvironment('OPENAI_API_VERSION');
  const { baseURL } = options;
  if (baseURL !== undefined) return { ...versioned(withoutSlash(baseURL), apiVersion), foundry: undefined };
  const address = withoutSlash(addressOf(options));
  const origin = originOf(address);
  const foundry = origin.replace(/\.(?:openai|cognitiveservices)\.azure\.com$/, '.services.ai.azure.com');
  // A project and an address that ends in the newer API's prefix know no versions.
  if (/\/openai\/v1$/.test(address)) return { baseURL: address, foundry, dated: false, apiVersion: undefined };
  const project = options.project ?? /\/api\/projects\/([^/?]+)/.exec(address)?.[1];
  if (project !== undefined) {
    const prefix = `${foundry}/api/projects/${encodeURIComponent(project)}/openai/v1`;
    return { baseURL: prefix, foundry, dated: false, apiVersion: undefined };
  }
  const dated = isDate(apiVersion);
  return { ...versioned(`${origin}/openai${dated ? '' : '/v1'}`, apiVersion), foundry };
}

function addressOf({ resource, endpoint, project }: AzureOptions): string {
  if (resource !== undefined) return hostOf(resource, project);
  const address = endpoint ?? readEnvironment('AZURE_OPENAI_ENDPOINT');
  if (address !== undefined) return address;
  const name = readEnvironment('AZURE_RESOURCE_NAME');
  if (isResource(name)) return hostOf(name, project);
  throw new KitError(
    'config',
    'Azure needs to know the resource: set the option `resource` or `endpoint`, or the environment variable AZURE_OPENAI_ENDPOINT or AZURE_RESOURCE_NAME.',
    { field: 'resource' },
  );
}

const hostOf = (resource: string, project: string | undefined) =>
  `https://${resource}.${project === undefined ? 'openai.azure.com' : 'services.ai.azure.com'}`;

const withoutSlash = (address: string) => address.replace(/\/+$/, '');
export const isDate = (version: string | undefined): boolean => /^\d{4}-/.test(version ?? '');

/** The version goes with every request: it stands in the base URL. */
function versioned(baseURL: string, apiVersion: string | undefined): Omit<AzurePlace, 'foundry'> {
  if (/\/openai\/v1(?:\?|$)/.test(baseURL) && isDate(apiVersion))
    return { baseURL, dated: false, apiVersion: undefined };
  const said = apiVersion === undefined || /[?&]api-version=/.test(baseURL);
  const query = said ? '' : `${baseURL.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
  return { baseURL: `${baseURL}${query}`, dated: isDate(apiVersion), apiVersion };
}

/** @throws KitError `config` for what is no address */
function originOf(address: string): string {
  if (URL.canParse(address)) return new URL(address).origin;
  throw new KitError('config', 'Azure: `endpoint` must be the address of a resource.', { field: 'endpoint' });
}
