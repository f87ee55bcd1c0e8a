import { describe, expect, it } from 'vitest';
import { signRequest } from './sign-request.ts';

const suite = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

interface Signed {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly sessionToken?: string;
}

async function signed({ method = 'GET', path = '/', headers = {}, body, sessionToken }: Signed) {
  const request = { method, url: `https://example.amazonaws.com${path}`, headers: { ...headers }, body };
  const scope = { region: 'us-east-1', service: 'service', nowMs: Date.UTC(2015, 7, 30, 12, 36) };
  await signRequest(request, { ...suite, sessionToken }, scope);
  return request.headers as Record<string, string>;
}
const signature = async (request: Signed) => (await signed(request)).authorization?.split('Signature=')[1];

describe('the signature of the published test suite', () => {
  it.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { path: '/?Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['get-vanilla-utf8-query', { path: '/?ሴ=bar' }, '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
    ['get-utf8', { path: '/ሴ' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    ['get-space', { path: '/example space/' }, '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
    [
      'get-unreserved',
      { path: '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' },
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    [
      'post-x-www-form-urlencoded',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Param1=value1' },
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
    [
      'get-vanilla-with-session-token',
      { sessionToken: '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267' },
      '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
    ],
  ] as const)('%s', async (_, request, expected) => {
    expect(await signature(request)).toBe(expected);
  });

  it('names what was signed', async () => {
    expect(await signed({})).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$/,
      ) as string,
    });
  });
});

describe("Bedrock's paths", () => {
  // As AWS's own signer for JavaScript signs them.
  it.each([
    [
      '/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse',
      'd3870dc3479283b68707e94e5f0c6b05f2aaba4a7f14bbaf1900baf6ebec08d2',
    ],
    [
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse-stream',
      'c19317b2d459061121c7dbe31d2b55b6d8ca0808469a2382e951d22eb4f2333b',
    ],
  ])('are encoded once more: %s', async (path, expected) => {
    const request = {
      method: 'POST',
      url: `https://bedrock-runtime.us-east-1.amazonaws.com${path}`,
      headers: { 'content-type': 'application/json', 'user-agent': 'kit' } as Record<string, string>,
      body: new TextEncoder().encode('{"messages":[]}'),
    };
    const scope = { region: 'us-east-1', service: 'bedrock', nowMs: Date.UTC(2026, 10, 21, 12) };
    await signRequest(request, { ...suite, sessionToken: 'token==' }, scope);
    expect(request.headers.authorization).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-security-token');
    expect(request.headers.authorization).toContain(expected);
  });

  it('are signed with the port that is sent', async () => {
    const sign = async (origin: string) => {
      const request = { method: 'POST', url: `${origin}/rerank`, headers: {} as Record<string, string> };
      await signRequest(request, suite, { region: 'r', service: 's', nowMs: 0 });
      return request.headers.authorization;
    };
    expect(await sign('https://host:443')).toBe(await sign('https://HOST'));
    expect(await sign('http://host:8080')).not.toBe(await sign('http://host'));
  });
});
