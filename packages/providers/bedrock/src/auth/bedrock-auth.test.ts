import { inspect as print } from 'node:util';
import { inspect, KitError, pipeline, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, credentials, failed, failure, served } from '../../tests/served.ts';
import { bedrock } from '../index.ts';

const variables = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
];
beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

const hello = answer([{ text: 'Hi' }]);
const hi = { messages: [user('Hi')] };

describe('AWS credentials', () => {
  it('sign each request: who, where, which service', async () => {
    const { ai, sent } = await served([hello], { region: 'eu-west-1' });
    const { meta } = await ai.chat(hi);
    expect(sent().headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-date, /,
    );
    expect(meta.credential).toBe('access key …MPLE');
  });

  it('of a session bring their token', async () => {
    const { ai, sent } = await served([hello], { credentials: { ...credentials, sessionToken: 'session==' } });
    await ai.chat(hi);
    expect(sent().headers).toMatchObject({
      'x-amz-security-token': 'session==',
      authorization: expect.stringContaining('x-amz-security-token') as string,
    });
  });

  it('come from the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_REGION', 'ap-southeast-2');
    const { ai, sent } = await served([hello], { credentials: undefined, region: undefined });
    await ai.chat(hi);
    expect(sent().headers.authorization).toMatch(/Credential=AKIDENV\/\d{8}\/ap-southeast-2\/bedrock\//);
  });

  it('that a call brings replace those of the house, whatever they are', async () => {
    const { ai, sent } = await served([hello]);
    await ai.chat(hi, { credentials: { accessKeyId: 'AKIDGUEST', secretAccessKey: 's' } });
    expect(sent(0).headers.authorization).toContain('Credential=AKIDGUEST/');
    await ai.chat(hi, { credentials: { apiKey: 'guest-key' } });
    expect(sent(1).headers.authorization).toBe('Bearer guest-key');
    expect(await failure(ai.chat(hi, { credentials: { accessKeyId: 'AKIDGUEST' } }))).toMatchObject({
      code: 'authentication',
      field: 'credentials',
    });
  });

  it('are asked for once by calls at the same time, and anew before they end', async () => {
    let asked = 0;
    const expiring = () => ({
      ...credentials,
      accessKeyId: `AKID${++asked}`,
      expiration: new Date(Date.now() + 60_000),
    });
    const { ai, server } = await served([hello], { credentials: async () => expiring() });
    const heard: string[] = [];
    ai.events?.on('token-refresh', ({ credential }) => heard.push(credential ?? ''));
    await Promise.all([ai.chat(hi), ai.chat(hi)]);
    expect(asked).toBe(1);
    await ai.chat(hi);
    expect(asked).toBe(2);
    expect(server.requests.at(-1)?.headers.authorization).toContain('Credential=AKID2/');
    expect(heard).toEqual(['access key …KID1', 'access key …KID2']);
  });

  it('that were refused are asked for again, once', async () => {
    let asked = 0;
    const refusal = failed(403, 'ExpiredTokenException', 'The security token included in the request is expired');
    const { ai, server } = await served([refusal, hello], {
      credentials: () => ({ ...credentials, accessKeyId: `AKID${++asked}` }),
    });
    expect((await ai.chat(hi)).text).toBe('Hi');
    expect(server.requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AKID1',
      'AKID2',
    ]);
  });

  it('that are given are not sent twice', async () => {
    const { ai, server } = await served([failed(403, 'UnrecognizedClientException', 'The security token is invalid.')]);
    expect(await failure(ai.chat(hi))).toMatchObject({ code: 'authentication', retry: 'other-provider' });
    expect(server.requests).toHaveLength(1);
  });

  it('take the time from the vendor when the clock here is wrong, once', async () => {
    const there = new Date(Date.now() + 3_600_000);
    const { ai, sent, server } = await served(({ index }) =>
      index > 0
        ? hello
        : {
            ...failed(403, 'InvalidSignatureException', 'Signature expired: 20261121T110000Z is now earlier than …'),
            headers: { 'x-amzn-errortype': 'InvalidSignatureException', date: there.toUTCString() },
          },
    );
    expect((await ai.chat(hi)).text).toBe('Hi');
    expect(server.requests).toHaveLength(2);
    expect(sent(1).headers['x-amz-date']?.slice(0, 11)).toBe(there.toISOString().replaceAll('-', '').slice(0, 11));
  });

  it('of the chain are looked for where AWS looks, and their absence is told', async () => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    const nobody = await served([hello], { credentials: 'chain' });
    expect(await failure(nobody.ai.chat(hi))).toMatchObject({ code: 'authentication', field: 'credentials' });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDCHAIN');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const somebody = await served([hello], { credentials: 'chain' });
    await somebody.ai.chat(hi);
    expect(somebody.sent().headers.authorization).toContain('Credential=AKIDCHAIN/');
  });

  it('that are missing are named before any request', async () => {
    const { ai, server } = await served([hello], { credentials: undefined });
    expect(await failure(ai.chat(hi))).toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(/apiKey.*AWS_BEARER_TOKEN_BEDROCK.*AWS_ACCESS_KEY_ID/) as string,
    });
    expect(server.requests).toEqual([]);
  });

  it('are never shown', async () => {
    const { ai, server } = await served([failed(403, 'AccessDeniedException', 'No: canary-session')]);
    const provider = bedrock({
      baseURL: server.url,
      region: 'us-east-1',
      credentials: { ...credentials, sessionToken: 'canary-session' },
    });
    const error = await failure(pipeline(provider).chat({ ...hi, model: 'm' }));
    const shown = await inspect(provider, 'chat', { ...hi, model: 'm' });
    for (const said of [JSON.stringify(error), print(provider, { depth: 9, showHidden: true }), JSON.stringify(shown)])
      expect(said).not.toContain('canary');
    expect(error).toBeInstanceOf(KitError);
    await ai.close();
  });
});

describe('a bearer key', () => {
  it('goes as it is, from the option, the environment, or a pool', async () => {
    const given = await served([hello], { apiKey: 'ABSK-1' });
    await given.ai.chat(hi);
    expect(given.sent().headers.authorization).toBe('Bearer ABSK-1');
    expect(given.sent().headers).not.toHaveProperty('x-amz-date');
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'ABSK-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const environment = await served([hello], { credentials: undefined });
    await environment.ai.chat(hi);
    expect(environment.sent().headers.authorization).toBe('Bearer ABSK-2');
    const pooled = await served([hello], { apiKey: credentialPool({ keys: ['a', 'b'] }) });
    await Promise.all([pooled.ai.chat(hi), pooled.ai.chat(hi)]);
    expect(pooled.server.requests.map(({ headers }) => headers.authorization).sort()).toEqual(['Bearer a', 'Bearer b']);
  });

  it('of the environment stands behind credentials that are given', async () => {
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'ABSK-2');
    const { ai, sent } = await served([hello]);
    await ai.chat(hi);
    expect(sent().headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });
});
