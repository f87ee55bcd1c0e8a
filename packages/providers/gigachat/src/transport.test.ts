// TLS against a server whose authority no system knows, as GigaChat's own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, user } from '@kit/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { answered, failed } from '../tests/served.ts';
import { type GigachatOptions, gigachat } from './index.ts';

const messages = [user('Hi')];
const folder = mkdtempSync(join(tmpdir(), 'kit-gigachat-'));
const certificate = join(folder, 'cert.pem');
let url = '';
let stop = () => {};

beforeAll(async () => {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ];
  execFileSync('openssl', [...request, '-keyout', join(folder, 'key.pem'), '-out', certificate], { stdio: 'ignore' });
  const server = createServer(
    { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(certificate) },
    (incoming, response) => {
      incoming.resume();
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(incoming.url === '/oauth' ? { tok: 'token', exp: Date.now() + 1_800_000 } : answered().body),
      );
    },
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => {
  stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => void vi.unstubAllEnvs());

async function ask(options: GigachatOptions = {}): Promise<string> {
  const ai = pipeline(
    gigachat({
      apiKey: btoa('id:secret'),
      baseURL: `${url}/api/v1`,
      tokenURL: `${url}/oauth`,
      model: 'GigaChat-2',
      ...options,
    }),
  );
  try {
    return (await ai.chat({ messages })).text;
  } finally {
    await ai.close();
  }
}

describe('the certificate authority', () => {
  it('is a matter of configuration where it is missing, and the error names it', async () => {
    const error = await failed(ask());
    expect(error).toMatchObject({ code: 'config', field: 'ca' });
    expect(error.message).toMatch(/Russian Trusted Root CA.*GIGACHAT_CA_BUNDLE_FILE.*NODE_EXTRA_CA_CERTS/);
    expect(error.message).toMatch(/SELF_SIGNED_CERT|UNABLE_TO/);
  });

  it('comes from the option `ca`, for tokens and for answers', async () => {
    expect(await ask({ ca: readFileSync(certificate, 'utf8') })).toBe('Привет!');
    expect(await ask({ ca: [readFileSync(certificate)] })).toBe('Привет!');
  });

  it('comes from the file that the environment names', async () => {
    vi.stubEnv('GIGACHAT_CA_BUNDLE_FILE', certificate);
    expect(await ask()).toBe('Привет!');
    vi.stubEnv('GIGACHAT_CA_BUNDLE_FILE', join(folder, 'missing.pem'));
    const error = await failed(ask());
    expect(error).toMatchObject({ code: 'config', field: 'ca' });
    expect(error.message).toContain('missing.pem');
  });

  it('is never left unchecked, whatever the environment says', async () => {
    vi.stubEnv('GIGACHAT_VERIFY_SSL_CERTS', 'false');
    expect((await failed(ask())).code).toBe('config');
  });
});
