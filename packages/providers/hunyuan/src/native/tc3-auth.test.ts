// Signatures, held to the published example and to the clock.
import { createContext, pipeline, user } from '@kit/core';
import { failureOf, served, virtualEnvironment } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nativeAnswer } from '../../tests/conformance/native-wire.ts';
import { hunyuan } from '../index.ts';
import { tc3Auth, tc3Authorization } from './tc3-auth.ts';

const model = 'hunyuan-a13b';
const messages = [user('Hi')];
const { reply } = nativeAnswer({ content: 'Hello' }, 'stop');
const keys = { secretId: 'AKIDEXAMPLE', secretKey: 'secret-0123456789' };

afterEach(() => void vi.unstubAllEnvs());

describe('TC3-HMAC-SHA256', () => {
  it('signs the published example as its page says', async () => {
    // https://www.tencentcloud.com/document/product/267/37447
    const authorization = await tc3Authorization(
      {
        method: 'POST',
        url: 'https://cvm.tencentcloudapi.com/',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
      },
      { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' },
      { service: 'cvm', atMs: 1_551_113_065_000 },
    );
    expect(authorization).toBe(
      'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
    );
  });

  it('has the time of the vendor, and the token of temporary keys', async () => {
    const environment = virtualEnvironment();
    const auth = tc3Auth({ ...keys, sessionToken: 'token-1', clock: { skewMs: 600_000 } });
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const grant = await auth.acquire(createContext({}, environment));
    await grant.apply({ method: 'POST', url: 'https://hunyuan.tencentcloudapi.com/', headers, body: '{}' });
    expect(headers).toMatchObject({
      'x-tc-timestamp': String(Math.floor(environment.now() / 1000) + 600),
      'x-tc-token': 'token-1',
      authorization: expect.stringMatching(
        /^TC3-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{4}-\d\d-\d\d\/hunyuan\/tc3_request/,
      ),
    });
  });
});

describe('requests', () => {
  const serving = (answers: Parameters<typeof served>[1], more: object = keys) =>
    served(({ baseURL }) => hunyuan({ baseURL, api: 'native', model, ...more }), answers);

  it('are signed as they are sent', async () => {
    await using vended = await serving([reply], { ...keys, region: 'ap-guangzhou' });
    await vended.ai.chat({ messages });
    const { headers, text, path } = vended.request();
    expect(path).toBe('/');
    expect(headers).toMatchObject({
      'x-tc-action': 'ChatCompletions',
      'x-tc-version': '2023-09-01',
      'x-tc-region': 'ap-guangzhou',
      'content-type': 'application/json',
    });
    const atMs = Number(headers['x-tc-timestamp']) * 1000;
    const url = `http://${headers.host}/`;
    const again = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: text() };
    expect(headers.authorization).toBe(await tc3Authorization(again, keys, { service: 'hunyuan', atMs }));
  });

  it('of a machine with a wrong clock are right from the second on', async () => {
    const ahead = new Date(Date.now() + 600_000).toUTCString();
    const body = { Response: { Error: { Code: 'AuthFailure.SignatureExpire', Message: 'Expired.' } } };
    await using vended = await serving([{ headers: { date: ahead }, body }, reply]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: 'authentication', retry: 'same' });
    await vended.ai.chat({ messages });
    const timeOf = (index: number) => Number(vended.request(index).headers['x-tc-timestamp']);
    expect(Math.round((timeOf(1) - timeOf(0)) / 60)).toBe(10);
  });

  it('may bring keys of their own', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages }, { credentials: { secretId: 'AKIDOTHER', secretKey: 'other' } });
    expect(vended.request().headers.authorization).toContain('Credential=AKIDOTHER/');
  });

  it('take their keys from the environment, or say what is missing', async () => {
    vi.stubEnv('TENCENTCLOUD_SECRET_ID', 'AKIDENV');
    vi.stubEnv('TENCENTCLOUD_SECRET_KEY', '');
    await using ai = pipeline(hunyuan({ api: 'native', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      field: 'secretKey',
      message: expect.stringContaining('TENCENTCLOUD_SECRET_KEY'),
    });
    vi.stubEnv('TENCENTCLOUD_SECRET_KEY', 'secret');
    vi.stubEnv('TENCENTCLOUD_SESSION_TOKEN', 'token-2');
    await using vended = await serving([reply], {});
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({
      authorization: expect.stringContaining('Credential=AKIDENV/'),
      'x-tc-token': 'token-2',
    });
  });

  it('that are refused never show the key', async () => {
    const body = { Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: 'Wrong.' }, RequestId: 'r' } };
    await using vended = await serving([{ body }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('secret-0123456789');
  });
});
