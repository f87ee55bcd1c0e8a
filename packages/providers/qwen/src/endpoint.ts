// Where the API is: a host for each region, or for each workspace in it, with a prefix for each of its wires.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';

export const qwenRegions = [
  'ap-southeast-1',
  'cn-beijing',
  'us-east-1',
  'cn-hongkong',
  'ap-northeast-1',
  'eu-central-1',
] as const;
export type QwenRegion = (typeof qwenRegions)[number];

/** Hosts that all workspaces share. The newer regions have none. */
const sharedHosts: Partial<Readonly<Record<QwenRegion, string>>> = {
  'ap-southeast-1': 'https://dashscope-intl.aliyuncs.com',
  'cn-beijing': 'https://dashscope.aliyuncs.com',
  'us-east-1': 'https://dashscope-us.aliyuncs.com',
  'cn-hongkong': 'https://cn-hongkong.dashscope.aliyuncs.com',
};

export interface QwenAddresses {
  /** OpenAI's wires. */
  readonly compatible: string;
  /** The vendor's own. */
  readonly native: string;
  /** Anthropic's wire. */
  readonly messages: string;
}

interface Place {
  readonly region: QwenRegion | undefined;
  readonly workspaceId: string | undefined;
  readonly baseURL: string | undefined;
}

/**
 * An address may name the host, or any of the wires' prefixes behind it; whatever else it names is all there is.
 * @throws KitError `config` for a region that is reached by a workspace's host alone
 */
export function addressesOf({
  region,
  workspaceId,
  baseURL = readEnvironment('DASHSCOPE_BASE_URL'),
}: Place): QwenAddresses {
  const address = (baseURL ?? hostOf(region ?? regionOfEnvironment(), workspaceId)).replace(/\/+$/, '');
  const root = address.replace(prefix, '');
  if (root === address && !isHost(root)) return { compatible: address, native: address, messages: address };
  return {
    compatible: `${root}/compatible-mode/v1`,
    native: `${root}/api/v1`,
    messages: `${root}/apps/anthropic/v1`,
  };
}

const prefix = /\/(?:compatible-(?:mode|api)|api|apps\/anthropic)(?:\/v1)?$/;
const isHost = (address: string) => !URL.canParse(address) || new URL(address).pathname === '/';

function regionOfEnvironment(): QwenRegion {
  const told = readEnvironment('DASHSCOPE_REGION');
  return qwenRegions.find((region) => region === told) ?? 'ap-southeast-1';
}

function hostOf(region: QwenRegion, workspaceId: string | undefined): string {
  if (workspaceId !== undefined) return `https://${workspaceId}.${region}.maas.aliyuncs.com`;
  const shared = sharedHosts[region];
  if (shared !== undefined) return shared;
  throw new KitError('config', `qwen(): the region ${region} has no shared host; name your \`workspaceId\`.`, {
    field: 'workspaceId',
  });
}
