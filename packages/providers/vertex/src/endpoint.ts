// Where a project's models are: hosts by location, and what lives beside them.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';
import { isLocation, type VertexOptions } from './options.ts';

export interface VertexPlace {
  /** Of the project in its location; in express mode of the API alone. */
  readonly baseURL: string;
  /** Of what belongs to no project: the list of models. Undefined behind a `baseURL` of one's own. */
  readonly apiHost: string | undefined;
  /** Of the ranking service; undefined likewise, and in express mode. */
  readonly ranking: string | undefined;
  readonly project: string | undefined;
  /** With an API key and no project: Gemini alone. */
  readonly express: boolean;
}

const projectVariables = ['GOOGLE_CLOUD_PROJECT', 'GOOGLE_VERTEX_PROJECT', 'ANTHROPIC_VERTEX_PROJECT_ID'];
const locationVariables = ['GOOGLE_CLOUD_LOCATION', 'GOOGLE_VERTEX_LOCATION', 'CLOUD_ML_REGION'];
export const keyVariables = ['GOOGLE_VERTEX_API_KEY', 'GOOGLE_API_KEY'];

/** @throws KitError `config` where nobody says which project */
export function placeFor(options: VertexOptions): VertexPlace {
  const project = options.project ?? firstOf(projectVariables);
  const location = options.location ?? firstOf(locationVariables) ?? 'global';
  const { apiVersion = 'v1' } = options;
  const express = isExpress(options, project);
  const baseURL = options.baseURL ?? readEnvironment('GOOGLE_VERTEX_BASE_URL');
  if (baseURL !== undefined) return { baseURL, apiHost: undefined, ranking: undefined, project, express };
  if (!isLocation(location))
    throw new KitError('config', 'Vertex: the location must be one word: global, us, eu or a region.', {
      field: 'location',
    });
  const host = `https://${hostOf(express ? 'global' : location)}`;
  if (express) return { baseURL: `${host}/${apiVersion}`, apiHost: host, ranking: undefined, project, express };
  if (project === undefined) {
    throw new KitError(
      'config',
      'Vertex needs to know the project: set the option `project` or the environment variable GOOGLE_CLOUD_PROJECT; or `apiKey` alone, for Gemini without a project.',
      { field: 'project' },
    );
  }
  const ranking = `https://discoveryengine.googleapis.com/v1/projects/${encodeURIComponent(project)}/locations/global`;
  return {
    baseURL: `${host}/${apiVersion}/projects/${encodeURIComponent(project)}/locations/${location}`,
    apiHost: host,
    ranking,
    project,
    express,
  };
}

/** Tokens go with a project; a key alone is express mode. */
function isExpress({ apiKey, accessToken, serviceAccount }: VertexOptions, project: string | undefined): boolean {
  if (accessToken !== undefined || serviceAccount !== undefined) return false;
  if (apiKey !== undefined) return true;
  return project === undefined && firstOf(keyVariables) !== undefined;
}

const firstOf = (names: readonly string[]) => names.map(readEnvironment).find((value) => value !== undefined);

/** The multi-regions have hosts of another form. */
function hostOf(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `aiplatform.${location}.rep.googleapis.com`;
  return `${location}-aiplatform.googleapis.com`;
}
