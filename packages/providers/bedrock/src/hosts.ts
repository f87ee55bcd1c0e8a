// Hosts: four services, each with an address by region.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';

/** Inference · models and profiles · reranking · the OpenAI and Anthropic wires with server-side tools. */
export type BedrockService = 'runtime' | 'control' | 'agentRuntime' | 'mantle';

export interface HostOptions {
  readonly region?: string;
  readonly baseURL?: string;
  readonly endpoints?: Readonly<Partial<Record<BedrockService, string>>>;
  readonly fips?: boolean;
}

const names: Readonly<Record<BedrockService, string>> = {
  runtime: 'bedrock-runtime',
  control: 'bedrock',
  agentRuntime: 'bedrock-agent-runtime',
  mantle: 'bedrock-mantle',
};

const variables: Readonly<Record<BedrockService, string>> = {
  runtime: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  control: 'AWS_ENDPOINT_URL_BEDROCK',
  agentRuntime: 'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
  mantle: 'AWS_ENDPOINT_URL_BEDROCK_MANTLE',
};

/** Service name in signatures. */
export const signingName = (service: BedrockService): string => (service === 'mantle' ? 'bedrock-mantle' : 'bedrock');

/** The option, else the environment. Undefined: nobody said. */
export function regionOf({ region }: Pick<HostOptions, 'region'>): string | undefined {
  return region ?? readEnvironment('AWS_REGION') ?? readEnvironment('AWS_DEFAULT_REGION');
}

/**
 * Where a service is. `baseURL` stands for all of them, `endpoints` for single ones.
 * @throws KitError `config` where it takes a region to know and there is none.
 */
export function hostOf(service: BedrockService, options: HostOptions): string {
  const given =
    options.endpoints?.[service] ??
    options.baseURL ??
    readEnvironment(variables[service]) ??
    readEnvironment('AWS_ENDPOINT_URL');
  if (given !== undefined) return given;
  const region = regionOf(options);
  if (region === undefined) {
    const places = 'the option `region`, or the environment variable AWS_REGION or AWS_DEFAULT_REGION';
    throw new KitError('config', `bedrock(): a region is needed: set ${places}.`, { field: 'region' });
  }
  if (service === 'mantle') return `https://bedrock-mantle.${region}.api.aws`;
  return `https://${names[service]}${options.fips ? '-fips' : ''}.${region}.${dnsSuffix(region)}`;
}

const suffixes: readonly (readonly [start: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
];

function dnsSuffix(region: string): string {
  return suffixes.find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
}

/** The partition that ARNs of the region name. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  return region.startsWith('us-iso-') ? 'aws-iso' : 'aws';
}

/** The region that an address of AWS names: `https://bedrock-runtime.eu-west-1.amazonaws.com`, and those of VPC endpoints. */
export function regionIn(url: string): string | undefined {
  return /\bbedrock(?:-[a-z]+)*\.([a-z]{2,}-[a-z0-9-]+)\./.exec(url)?.[1];
}
