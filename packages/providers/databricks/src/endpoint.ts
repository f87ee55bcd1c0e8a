// Where a workspace serves its models.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';

export type DatabricksRoute = 'serving-endpoints' | 'invocations' | 'ai-gateway';

interface Place {
  readonly baseURL?: string;
  readonly host?: string;
}

/**
 * The workspace's address without scheme, path and `?o=` is as good as with them. A base URL of OpenAI's clients ends in
 * `/serving-endpoints`, which every path here begins with.
 * @throws KitError `config` where nobody says which workspace
 */
export function baseURLFor({ baseURL, host }: Place): string {
  if (baseURL !== undefined) return baseURL.replace(/\/serving-endpoints\/?$/, '');
  const given = host ?? readEnvironment('DATABRICKS_HOST');
  if (given === undefined) {
    throw new KitError(
      'config',
      'Databricks needs to know the workspace: set the option `host` or the environment variable DATABRICKS_HOST.',
      { field: 'host' },
    );
  }
  const address = /^https?:\/\//.test(given) ? given : `https://${given}`;
  if (!URL.canParse(address))
    throw new KitError('config', 'Databricks: `host` must be the address of a workspace.', { field: 'host' });
  return new URL(address).origin;
}

/** The path of an operation by its route. */
export function routeFor(route: DatabricksRoute): (path: string, request: { readonly model?: string }) => string {
  switch (route) {
    case 'serving-endpoints':
      return (path) => `/serving-endpoints${path}`;
    case 'ai-gateway':
      // One place speaks chat completions for all models; the responses wire is at OpenAI's own.
      return (path) => `/ai-gateway/${path === '/responses' ? 'openai' : 'mlflow'}/v1${path}`;
    case 'invocations':
      return (_, { model = '' }) => `/serving-endpoints/${encodeURIComponent(model)}/invocations`;
  }
}
