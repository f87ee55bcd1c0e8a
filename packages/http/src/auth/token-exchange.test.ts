import { createContext, inspect, type KitEvent, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, type FakeServer, fakeServer, fakeVendor, json } from '../../testing/fake-vendor.ts';
import { virtualEnvironment } from '../../testing/virtual-environment.ts';
import { httpProvider } from '../http-provider.ts';
import { readToken, type TokenExchangeOptions, tokenExchange } from './token-exchange.ts';

const open: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close?.();
});

async function exchanging(answer: Answer, options: Partial<TokenExchangeOptions> = {}) {
  const server = await fakeServer(answer);
  const environment = virtualEnvironment();
  const auth = tokenExchange({
    tokenURL: `${server.url}/token`,
    environment,
    owner: 'Acme',
    request: (credentials) => ({
      body: {
        type: 'urlencoded',
        fields: { grant_type: 'api-key', secret: String(credentials?.apiKey ?? 'the-secret-of-the-house') },
      },
    }),
    ...options,
  });
  open.push(server, auth);
  const token = async (call = createContext({}, environment)) => {
    const headers: Record<string, string> = {};
    await (await auth.acquire(call)).apply({ method: 'POST', url: '', headers });
    return headers.authorization;
  };
  return { server, environment, auth, token };
}

/** Tokens `t1`, `t2`, … good for `seconds`. */
function tokens(seconds: number): Answer {
  let count = 0;
  return (_, response) => json(response, 200, { access_token: `t${++count}`, expires_in: seconds });
}

describe('a token', () => {
  it('is bought once for all calls, also for those at the same time', async () => {
    const { server, token } = await exchanging(tokens(3_600));
    expect(await Promise.all([token(), token(), token()])).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(await token()).toBe('Bearer t1');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/token',
      body: 'grant_type=api-key&secret=the-secret-of-the-house',
    });
  });

  it('is renewed early, while the old one still serves, and in time when nobody called', async () => {
    const { environment, token, server, auth } = await exchanging(tokens(3_600));
    const heard: KitEvent[] = [];
    auth.events?.on('token-refresh', (event) => heard.push(event));
    await token();
    await environment.advance(3_539_000);
    expect(await token()).toBe('Bearer t1');
    await environment.advance(2_000);
    expect(await token()).toBe('Bearer t1');
    await expect.poll(() => heard.length).toBe(2);
    expect(await token()).toBe('Bearer t2');
    await environment.advance(4_000_000);
    expect(await token()).toBe('Bearer t3');
    expect(server.requests).toHaveLength(3);
  });

  it('goes on serving when an early renewal fails', async () => {
    let fail = false;
    const { environment, token } = await exchanging((_, response) =>
      fail ? json(response, 500, {}) : json(response, 200, { token: 'good', expires_in: 100 }),
    );
    await token();
    fail = true;
    await environment.advance(95_000);
    expect(await token()).toBe('Bearer good');
    await new Promise((resolve) => setTimeout(resolve, 30));
    await environment.advance(10_000);
    expect(await failed(token())).toMatchObject({ code: 'server', message: expect.stringMatching(/^Acme: /) });
  });

  it('is one for each credential that calls bring', async () => {
    const { token, server, environment } = await exchanging(tokens(3_600));
    await token();
    const mine = createContext({ credentials: { apiKey: 'mine' } }, environment);
    expect(await token(mine)).toBe('Bearer t2');
    expect(await token(mine)).toBe('Bearer t2');
    expect(server.requests.map(({ body }) => body.split('secret=')[1])).toEqual(['the-secret-of-the-house', 'mine']);
  });
});

describe('waiting for a token', () => {
  it('ends with the call that is aborted; the others get theirs', async () => {
    let answer: (() => void) | undefined;
    const { token, environment, server } = await exchanging((_, response) => {
      answer = () => json(response, 200, { access_token: 'late' });
    });
    const impatient = createContext({}, environment);
    const lost = failed(token(impatient));
    const patient = token();
    await expect.poll(() => answer).toBeDefined();
    impatient.scope.cancel('enough');
    expect(await lost).toMatchObject({ code: 'aborted', cause: 'enough' });
    answer?.();
    expect(await patient).toBe('Bearer late');
    expect(server.requests).toHaveLength(1);
  });

  it('ends the exchange when the last one leaves, and a later call begins another', async () => {
    let hang = true;
    const { token, environment, server } = await exchanging((_, response) =>
      hang ? undefined : json(response, 200, { access_token: 'second' }),
    );
    const only = createContext({}, environment);
    const lost = failed(token(only));
    await expect.poll(() => server.requests.length).toBe(1);
    only.scope.cancel();
    await lost;
    await server.socketClosed();
    hang = false;
    expect(await token()).toBe('Bearer second');
  });

  it('shares the exchange that follows one that was given up', async () => {
    const answers: (() => void)[] = [];
    const { token, environment, server } = await exchanging((_, response) =>
      answers.push(() => json(response, 200, { access_token: `t${answers.length}` })),
    );
    const first = createContext({}, environment);
    const lost = failed(token(first));
    await expect.poll(() => answers.length).toBe(1);
    first.scope.cancel();
    // Before the one that was given up has come to its end.
    const second = token();
    await lost;
    const third = token();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    expect(await Promise.all([second, third])).toEqual(['Bearer t2', 'Bearer t2']);
    expect(server.requests).toHaveLength(2);
  });
});

describe('an exchange that fails', () => {
  it.each([
    [
      'a refusal',
      400,
      { error: 'invalid_grant', error_description: 'Bad secret the-secret-of-the-house' },
      'authentication',
      'Acme: Bad secret ***',
    ],
    ['a refusal as such', 401, {}, 'authentication', 'Acme: status 401 without a message.'],
    ['too many', 429, { message: 'Slow down' }, 'rate-limit', 'Acme: Slow down'],
    ['a server in trouble', 503, {}, 'overloaded', 'Acme: status 503 without a message.'],
    [
      'a reply without a token',
      200,
      { hello: 1 },
      'invalid-response',
      'Acme: the reply to the token request holds no token.',
    ],
  ] as const)('%s', async (_, status, body, code, message) => {
    const { token } = await exchanging((_seen, response) => json(response, status, body));
    expect(await failed(token())).toMatchObject({ code, message });
  });

  it('says its status, also where what it explains is cut', async () => {
    const { token } = await exchanging((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{"error":');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failed(token())).toMatchObject({ code: 'authentication', status: 401 });
  });

  it('is tried again with the next call', async () => {
    let status = 500;
    const { token } = await exchanging((_, response) => json(response, status, { access_token: 'x' }));
    await failed(token());
    status = 200;
    expect(await token()).toBe('Bearer x');
  });
});

describe('in a provider', () => {
  async function vendor(answer: Answer) {
    const bought: string[] = [];
    const { auth } = await exchanging((_, response) => {
      bought.push(`t${bought.length + 1}`);
      json(response, 200, { access_token: bought.at(-1), expires_in: 3_600 });
    });
    const server: FakeServer = await fakeServer(answer);
    const ai = pipeline(httpProvider(fakeVendor({ auth }), { baseURL: server.url, model: 'm' }));
    open.push(server, ai);
    return { ai, server, bought };
  }

  it('a refused token is replaced and the request sent once more; both are attempts', async () => {
    const { ai, server } = await vendor((seen, response) =>
      seen.headers.authorization === 'Bearer t1' ? json(response, 401, {}) : json(response, 200, { text: 'ok' }),
    );
    const { text, meta } = await ai.chat({ messages: [user('Hi')] });
    expect(text).toBe('ok');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    expect(meta.attempts.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['failed', 401],
      ['complete', 200],
    ]);
  });

  it('a credential that is refused twice is refused', async () => {
    const { ai, server } = await vendor((_, response) => json(response, 401, {}));
    expect(await failed(ai.chat({ messages: [user('Hi')] }))).toMatchObject({ code: 'authentication' });
    expect(server.requests).toHaveLength(2);
  });

  it('inspecting buys nothing', async () => {
    const { ai, bought } = await vendor((_, response) => json(response, 200, {}));
    expect((await inspect(ai, 'chat', { messages: [user('Hi')] })).headers.authorization).toBe('Bearer ***');
    expect(bought).toEqual([]);
  });
});

describe('readToken', () => {
  const nowMs = Date.UTC(2026, 10, 1);
  const read = (body: unknown, headers = {}) => readToken(body, { headers, nowMs });

  it.each([
    [
      { access_token: 'a', expires_in: 60 },
      { token: 'a', expiresAt: nowMs + 60_000 },
    ],
    [
      { access_token: 'a', expires_in: '60' },
      { token: 'a', expiresAt: nowMs + 60_000 },
    ],
    [
      { access_token: 'a', expires_at: nowMs + 5 },
      { token: 'a', expiresAt: nowMs + 5 },
    ],
    [
      { access_token: 'a', expiration: nowMs / 1000 + 60 },
      { token: 'a', expiresAt: nowMs + 60_000 },
    ],
    [
      { iamToken: 'a', expiresAt: '2026-11-01T01:00:00Z' },
      { token: 'a', expiresAt: nowMs + 3_600_000 },
    ],
    [
      { tok: 'a', exp: nowMs / 1000 + 1 },
      { token: 'a', expiresAt: nowMs + 1_000 },
    ],
    [{ token: 'a' }, { token: 'a' }],
    [{}, undefined],
    ['text', undefined],
  ])('%j', (body, token) => expect(read(body)).toEqual(token));

  it('takes the difference of the clocks out of points in time', () => {
    expect(
      read({ access_token: 'a', expires_at: '2026-11-01T02:00:00Z' }, { date: 'Sun, 01 Nov 2026 01:00:00 GMT' }),
    ).toEqual({ token: 'a', expiresAt: nowMs + 3_600_000 });
  });
});

describe('closing', () => {
  it('ends what is under way', async () => {
    const { auth, token, server } = await exchanging(() => {});
    const lost = failed(token());
    await expect.poll(() => server.requests.length).toBe(1);
    await auth.close?.();
    expect(await lost).toMatchObject({ code: 'aborted' });
  });
});
