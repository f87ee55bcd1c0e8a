// A deployment of one's own: its host, and the route to one of its environments.
import { KitError, type Operation, type OptionChecks } from '@kit/core';
import type { HandledOperation } from '@kit/http';

export interface DeploymentOptions {
  /** A model of one's own: `https://model-<modelId>.api.baseten.co`. */
  readonly modelId?: string;
  /** A chain of one's own. */
  readonly chainId?: string;
  /** Default `production`. */
  readonly environment?: string;
  /** One deployment instead of an environment. */
  readonly deploymentId?: string;
  /** The environment is bound to a region and has a host of its own. Default `false`. */
  readonly regional?: boolean;
  /** The whole address instead of all these: `https://model-….api.baseten.co/environments/production/sync/v1`, or as far as it is known. */
  readonly modelURL?: string;
}

export const deploymentChecks = {
  modelId: 'string',
  chainId: 'string',
  environment: 'string',
  deploymentId: 'string',
  regional: 'boolean',
  modelURL: 'url',
} as const satisfies OptionChecks;

export interface Deployment {
  readonly kind: 'model' | 'chain';
  /** `https://model-….api.baseten.co` */
  readonly host: string;
  /** `/environments/production`, `/development`, `/deployment/…`; empty at a regional host. */
  readonly route: string;
}

/** Undefined: the model APIs, which are everybody's. @throws KitError `config` for options that exclude each other */
export function deploymentOf(options: DeploymentOptions): Deployment | undefined {
  const { modelId, chainId, modelURL } = options;
  const named = { modelId, chainId, modelURL };
  const given = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length > 1)
    throw new KitError('config', `baseten(): ${given.join(' and ')} exclude each other.`, { field: given[1] });
  if (modelURL !== undefined) return deploymentAt(modelURL);
  const id = modelId ?? chainId;
  if (id === undefined) return undefined;
  const kind = modelId === undefined ? 'chain' : 'model';
  const { environment = 'production', regional = false } = options;
  const host = `https://${kind}-${encodeURIComponent(id)}${regional ? `-${encodeURIComponent(environment)}` : ''}.api.baseten.co`;
  return { kind, host, route: regional ? '' : routeOf(options) };
}

function routeOf({ environment = 'production', deploymentId }: DeploymentOptions): string {
  if (deploymentId !== undefined) return `/deployment/${encodeURIComponent(deploymentId)}`;
  return environment === 'development' ? '/development' : `/environments/${encodeURIComponent(environment)}`;
}

/** What the console shows, whichever of a deployment's addresses it is. */
function deploymentAt(modelURL: string): Deployment {
  const { origin, hostname, pathname } = new URL(modelURL);
  const route = pathname.replace(/\/+$/, '').replace(/\/(?:sync(?:\/v1)?|predict|run_remote|async_\w+)$/, '');
  return { kind: hostname.startsWith('chain-') ? 'chain' : 'model', host: origin, route };
}

/** Where an environment's routes begin. */
export const placeOf = ({ host, route }: Deployment): string => `${host}${route}`;

/** An operation that only deployments have, or only models. @throws KitError `unsupported` for every call */
export function withoutDeployment<K extends Operation>(
  operation: string,
  why = 'The model APIs have no such thing: name a deployment with `modelId`, `chainId` or `modelURL`',
): HandledOperation<K> {
  return {
    handle: async () => {
      throw new KitError('unsupported', `${operation}: ${why}.`, { operation });
    },
  };
}
