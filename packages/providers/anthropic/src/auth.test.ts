import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { type ReceivedRequest, replayServer } from '@kit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AnthropicOptions, anthropic } from './index.ts';

const model = 'claude-sonnet-4-5';
const reply = {
  type: 'message',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 1 },
};
const variables = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_FEDERATION_RULE_ID',
  'ANTHROPIC_ORGANIZATION_ID',
  'ANTHROPIC_IDENTITY_TOKEN',
  'ANTHROPIC_IDENTITY_TOKEN_FILE',
  'ANTHROPIC_WORKSPACE_ID',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_CUSTOM_HEADERS',
];

beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

async function vendor(
  options: AnthropicOptions,
  answer: (request: ReceivedRequest) => { status?: number; body: unknown } = () => ({ body: reply }),
) {
  const server = await replayServer({ answer });
  const ai = pipeline(anthropic({ baseURL: `${server.url}/v1`, model, ...options }));
  return {
    server,
    chat: (callOptions?: Parameters<typeof ai.chat>[1]) => ai.chat({ messages: [user('Hi')] }, callOptions),
    ai,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
const headersOf = ({ server }: { server: { requests: readonly ReceivedRequest[] } }) =>
  server.requests.at(-1)?.headers ?? {};

describe('a key', () => {
  it('may be a function, or one of a pool', async () => {
    await using one = await vendor({ apiKey: async () => 'sk-fresh' });
    await one.chat();
    expect(headersOf(one)).toMatchObject({ 'x-api-key': 'sk-fresh' });
    await using pooled = await vendor({ apiKey: credentialPool({ keys: ['sk-a', 'sk-b'] }) });
    await pooled.chat();
    await pooled.chat();
    expect(pooled.server.requests.map(({ headers }) => headers['x-api-key']).sort()).toEqual(['sk-a', 'sk-b']);
  });

  it('that is missing is named before any request', async () => {
    await using none = await vendor({});
    await expect(none.chat()).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(/apiKey.*ANTHROPIC_API_KEY/) as string,
    });
    expect(none.server.requests).toEqual([]);
  });

  it('of one call replaces that of the house', async () => {
    await using house = await vendor({ apiKey: 'sk-house' });
    await house.chat({ credentials: { apiKey: 'sk-guest' } });
    expect(headersOf(house)['x-api-key']).toBe('sk-guest');
    await house.chat({ credentials: { authToken: 'token-guest' } });
    expect(headersOf(house)).toMatchObject({
      authorization: 'Bearer token-guest',
      'anthropic-beta': 'oauth-2025-04-20',
    });
    expect(headersOf(house)).not.toHaveProperty('x-api-key');
  });
});

describe('an OAuth token', () => {
  it('goes as a bearer token, with the beta value that lets it in', async () => {
    await using oauth = await vendor({ authToken: 'token-1', betas: ['b-1'] });
    await oauth.chat();
    expect(headersOf(oauth)).toMatchObject({
      authorization: 'Bearer token-1',
      'anthropic-beta': 'b-1,oauth-2025-04-20',
    });
    expect(headersOf(oauth)).not.toHaveProperty('x-api-key');
  });

  it('comes from the environment when there is no key', async () => {
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-env');
    await using oauth = await vendor({ betas: ['oauth-2025-04-20'] });
    await oauth.chat();
    expect(headersOf(oauth)).toMatchObject({ authorization: 'Bearer token-env', 'anthropic-beta': 'oauth-2025-04-20' });
  });
});

describe('workload identity', () => {
  const exchange = (request: ReceivedRequest) =>
    request.path === '/v1/oauth/token'
      ? { body: { access_token: `access-${request.index}`, expires_in: 3600 } }
      : { body: reply };

  it('is exchanged for a token once, which all calls share', async () => {
    await using federated = await vendor(
      {
        federation: {
          ruleId: 'rule_1',
          organizationId: 'org_1',
          identityToken: () => 'jwt-1',
          serviceAccountId: 'svc_1',
          workspaceId: 'wrk_1',
        },
      },
      exchange,
    );
    await Promise.all([federated.chat(), federated.chat()]);
    const [asked, ...calls] = federated.server.requests;
    expect(asked?.json()).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: 'jwt-1',
      federation_rule_id: 'rule_1',
      organization_id: 'org_1',
      service_account_id: 'svc_1',
      workspace_id: 'wrk_1',
    });
    expect(asked?.headers['anthropic-beta']).toBe('oauth-2025-04-20,oidc-federation-2026-04-01');
    expect(calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-0', 'Bearer access-0']);
    expect(calls[0]?.headers['anthropic-beta']).toBe('oauth-2025-04-20');
  });

  it('comes from the environment, its token from a file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'kit-')), 'token');
    await writeFile(path, 'jwt-from-file\n');
    vi.stubEnv('ANTHROPIC_FEDERATION_RULE_ID', 'rule_env');
    vi.stubEnv('ANTHROPIC_ORGANIZATION_ID', 'org_env');
    vi.stubEnv('ANTHROPIC_IDENTITY_TOKEN_FILE', path);
    await using federated = await vendor({}, exchange);
    await federated.chat();
    expect(federated.server.requests[0]?.json()).toMatchObject({
      assertion: 'jwt-from-file',
      federation_rule_id: 'rule_env',
      organization_id: 'org_env',
    });
    vi.stubEnv('ANTHROPIC_IDENTITY_TOKEN_FILE', `${path}.missing`);
    await using lost = await vendor({}, exchange);
    await expect(lost.chat()).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('ANTHROPIC_IDENTITY_TOKEN_FILE') as string,
    });
  });

  it('is exchanged again when its token was refused', async () => {
    await using federated = await vendor(
      { federation: { ruleId: 'r', organizationId: 'o', identityToken: 'jwt' } },
      (request) =>
        request.headers.authorization === 'Bearer access-0'
          ? { status: 401, body: { type: 'error', error: { type: 'authentication_error', message: 'expired' } } }
          : exchange(request),
    );
    expect((await federated.chat()).text).toBe('Hi');
    expect(federated.server.requests.map(({ path }) => path)).toEqual([
      '/v1/oauth/token',
      '/v1/messages',
      '/v1/oauth/token',
      '/v1/messages',
    ]);
  });

  it('says what is missing', async () => {
    await using federated = await vendor({ federation: { ruleId: 'r', identityToken: 'jwt' } }, exchange);
    await expect(federated.chat()).rejects.toMatchObject({
      code: 'authentication',
      field: 'federation.organizationId',
    });
    await using nameless = await vendor({ federation: { ruleId: 'r', organizationId: 'o' } }, exchange);
    await expect(nameless.chat()).rejects.toMatchObject({ code: 'authentication', field: 'federation.identityToken' });
  });
});
