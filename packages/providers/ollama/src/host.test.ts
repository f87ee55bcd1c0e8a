import { describe, expect, it } from 'vitest';
import { hostURL, isCloud } from './host.ts';

describe('OLLAMA_HOST', () => {
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['', 'http://127.0.0.1:11434'],
    ['  ', 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    [':8080', 'http://127.0.0.1:8080'],
    ['example.com', 'http://example.com:11434'],
    ['example.com:1234', 'http://example.com:1234'],
    ['example.com:99999', 'http://example.com:11434'],
    ['http://example.com', 'http://example.com:80'],
    ['https://example.com', 'https://example.com:443'],
    ['HTTPS://example.com:8443/ollama/', 'https://example.com:8443/ollama'],
    ['example.com/ollama', 'http://example.com:11434/ollama'],
    ['[::]:11434', 'http://[::1]:11434'],
    ['[2001:db8::1]', 'http://[2001:db8::1]:11434'],
    ['2001:db8::1', 'http://[2001:db8::1]:11434'],
    ['::', 'http://[::1]:11434'],
    ['ollama.com', 'https://ollama.com'],
  ])('%j is %s', (value, url) => {
    expect(hostURL(value)).toBe(url);
  });
});

it.each([
  ['https://ollama.com', true],
  ['https://api.ollama.com/', true],
  ['http://ollama.com', false],
  ['https://ollama.com.example.com', false],
  ['http://127.0.0.1:11434', false],
  ['nowhere', false],
])('%s is the cloud: %s', (url, cloud) => {
  expect(isCloud(url)).toBe(cloud);
});
