import { inspect, pipeline, user } from '@kit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, claude, credentials, served } from '../tests/served.ts';
import { type BedrockOptions, bedrock } from './index.ts';

const hi = { messages: [user('Hi')] };
const urlOf = async (options: BedrockOptions, operation: 'chat' | 'rerank' | 'models' = 'chat') => {
  const requests = { chat: { ...hi, model: 'm' }, rerank: { model: 'm', query: 'q', documents: ['a'] }, models: {} };
  return (await inspect(bedrock({ credentials, ...options }), operation, requests[operation] as never)).url;
};

beforeEach(() => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME'])
    vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('its addresses', () => {
  it.each([
    [{ region: 'us-east-1' }, 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse'],
    [{ region: 'us-east-1', fips: true }, 'https://bedrock-runtime-fips.us-east-1.amazonaws.com/model/m/converse'],
    [{ region: 'cn-north-1' }, 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/m/converse'],
    [{ region: 'eusc-de-east-1' }, 'https://bedrock-runtime.eusc-de-east-1.amazonaws.eu/model/m/converse'],
    [{ region: 'us-iso-east-1' }, 'https://bedrock-runtime.us-iso-east-1.c2s.ic.gov/model/m/converse'],
    [{ baseURL: 'https://proxy.example/aws', region: 'us-east-1' }, 'https://proxy.example/aws/model/m/converse'],
    [
      { baseURL: 'https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com' },
      'https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com/model/m/converse',
    ],
    [
      { region: 'us-east-1', endpoints: { runtime: 'https://runtime.example' } },
      'https://runtime.example/model/m/converse',
    ],
  ])('%j', async (options, url) => {
    expect(await urlOf(options)).toBe(url);
  });

  it('are other ones for lists and for reranking', async () => {
    const region = 'us-west-2';
    expect(await urlOf({ region }, 'models')).toBe('https://bedrock.us-west-2.amazonaws.com/foundation-models');
    expect(await urlOf({ region }, 'rerank')).toBe('https://bedrock-agent-runtime.us-west-2.amazonaws.com/rerank');
  });

  it('come from the environment', async () => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-3');
    expect(await urlOf({})).toContain('bedrock-runtime.eu-west-3.');
    vi.stubEnv('AWS_REGION', 'eu-west-2');
    expect(await urlOf({})).toContain('bedrock-runtime.eu-west-2.');
    vi.stubEnv('AWS_ENDPOINT_URL', 'https://all.example');
    expect(await urlOf({})).toBe('https://all.example/model/m/converse');
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'https://one.example');
    expect(await urlOf({})).toBe('https://one.example/model/m/converse');
    expect(await urlOf({}, 'models')).toBe('https://all.example/foundation-models');
  });
});

describe('its options', () => {
  it.each([
    [{}, 'region'],
    [{ region: 'Virginia' }, 'region'],
    [{ region: 'us-east-1', api: 'native' }, 'api'],
    [{ region: 'us-east-1', endpoint: 'moon' }, 'endpoint'],
    [{ region: 'us-east-1', endpoints: { moon: 'https://x' } }, 'endpoints'],
    [{ region: 'us-east-1', credentials: 'secret' }, 'credentials'],
    [{ region: 'us-east-1', apiKey: 'k', credentials }, 'credentials'],
    [{ region: 'us-east-1', fetchMedia: 'yes' }, 'fetchMedia'],
    [{ region: 'us-east-1', acessKeyId: 'x' }, 'acessKeyId'],
  ])('%j is refused', (options, field) => {
    expect(() => bedrock(options as BedrockOptions)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('name two instances apart', async () => {
    const { ai } = await served([answer([{ text: 'Hi' }])], { id: 'bedrock-eu' });
    expect((await ai.chat(hi)).meta.provider).toBe('bedrock-eu');
  });

  it('have prices, which are loaded when they are asked for', async () => {
    const { ai } = await served([answer([{ text: 'Hi' }])], { model: `us.${claude}` });
    const { cost, meta } = await ai.chat(hi);
    expect(cost?.amount).toBeGreaterThan(0);
    expect(meta).toMatchObject({ provider: 'bedrock', requestedModel: `us.${claude}`, status: 200 });
    const catalogue = await bedrock({ region: 'us-east-1' }).catalogue?.();
    expect(catalogue?.models.length).toBeGreaterThan(300);
  });

  it('close everything', async () => {
    const provider = pipeline(bedrock({ region: 'us-east-1', credentials }));
    await expect(provider.close()).resolves.toBeUndefined();
  });
});
