// Where the service is: a region's host, another of IBM's, or one's own; and the version that every request names.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';
import type { WatsonxOptions } from './options.ts';

export interface WatsonxPlace {
  /** Of the service's own operations: `…/ml/v1`. */
  readonly baseURL: string;
  /** Of the model gateway; undefined behind a `baseURL` of one's own. */
  readonly gateway: string | undefined;
  readonly host: string;
}

const variables = ['WATSONX_URL', 'WATSONX_AI_URL', 'WATSONX_API_BASE'];

/** @throws KitError `config` where nobody says which region */
export function placeFor({ baseURL, url, region, apiVersion = '2025-02-11' }: WatsonxOptions): WatsonxPlace {
  const query = `?version=${apiVersion}`;
  if (baseURL !== undefined) {
    const said = /[?&]version=/.test(baseURL);
    return { baseURL: said ? baseURL : `${baseURL.replace(/\/+$/, '')}${query}`, gateway: undefined, host: baseURL };
  }
  const host = (url ?? (region === undefined ? environmentURL() : hostOf(region)))?.replace(/\/+$/, '');
  if (host === undefined) {
    throw new KitError(
      'config',
      'watsonx needs to know the region: set the option `region` or `url`, or the environment variable WATSONX_URL.',
      { field: 'region' },
    );
  }
  return { baseURL: `${host}/ml/v1${query}`, gateway: `${host}/ml/gateway/v1`, host };
}

const environmentURL = () => variables.map(readEnvironment).find((value) => value !== undefined);

const hostOf = (region: string) =>
  region.endsWith('.aws') ? `https://${region}.wxai.ibm.com` : `https://${region}.ml.cloud.ibm.com`;

/** Deployments of one's own are models whose name begins with `deployment/`. */
export function deploymentOf(model: string | undefined): string | undefined {
  return /^deployment\/(.+)$/.exec(model ?? '')?.[1];
}

/** `/text/chat`, or the same of a deployment. */
export function pathFor(path: string, { model }: { readonly model?: string }): string {
  const deployment = deploymentOf(model);
  return deployment === undefined ? path : `/deployments/${encodeURIComponent(deployment)}${path}`;
}
