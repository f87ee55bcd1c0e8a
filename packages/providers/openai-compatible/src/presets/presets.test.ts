import { inspect, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { failed } from '../../tests/served.ts';
import { openaiCompatible, type PresetName, presets } from '../index.ts';
import type { Preset } from './preset.ts';

const rows = Object.entries(presets) as [PresetName, Preset][];
const messages = [user('Hi')];

afterEach(() => void vi.unstubAllEnvs());

describe('the table', () => {
  it('has every server that is worth a name', () => {
    expect(Object.keys(presets).sort()).toEqual([
      'anyscale',
      'friendli',
      'friendli-dedicated',
      'friendli-tools',
      'hyperbolic',
      'lambda',
      'lepton',
      'litellm',
      'llamacpp',
      'llamafile',
      'lmstudio',
      'localai',
      'modal',
      'nebius',
      'novita',
      'nvidia',
      'ollama',
      'sglang',
      'tgi',
      'vllm',
    ]);
  });

  it.each(rows)('%s has an address or says what one looks like, and streams what it chats', (_, row) => {
    expect(row.baseURL ?? row.baseURLExample).toMatch(/^https?:\/\//);
    expect(row.operations).toEqual(expect.arrayContaining(['chat', 'stream']));
    expect(new Set(row.operations).size).toBe(row.operations.length);
    if (row.rerank) expect(row.operations).toContain('rerank');
    expect(row.operations.includes('countTokens')).toBe(row.countTokens !== undefined);
    // Who asks for keys sends them over the open net to nobody.
    if (row.keyRequired && row.baseURL) expect(row.baseURL).toMatch(/^https:/);
  });

  it.each(rows)('%s answers exactly the operations of its row', (name, row) => {
    const provider = openaiCompatible({ preset: name, baseURL: 'http://127.0.0.1:9/v1' });
    expect(Object.keys(provider.handlers).sort()).toEqual([...row.operations].sort());
    expect(provider.id).toBe(name);
    expect(provider.info).toMatchObject({ name: row.name, vendor: 'openai-compatible' });
  });

  it('tells the compiler which operations those are', () => {
    const voyager = pipeline(openaiCompatible({ preset: 'friendli-tools' }));
    expectTypeOf(voyager).toHaveProperty('chat');
    expectTypeOf(voyager).not.toHaveProperty('embed');
    expectTypeOf(pipeline(openaiCompatible({ preset: 'vllm' }))).toHaveProperty('countTokens');
    expectTypeOf(pipeline(openaiCompatible({ baseURL: 'http://127.0.0.1:9' }))).not.toHaveProperty('countTokens');
  });

  it.each(rows.filter(([, { catalogue }]) => catalogue))('%s has a catalogue of its own', async (name, row) => {
    const catalogue = await row.catalogue?.();
    expect(catalogue).toMatchObject({ provider: name, asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
    expect(catalogue?.models.length).toBeGreaterThan(0);
  });
});

describe('addresses', () => {
  it.each(['modal', 'anyscale', 'lepton'] as const)('%s cannot be reached without one', async (name) => {
    const error = await failed(() => openaiCompatible({ preset: name }));
    expect(error).toMatchObject({ code: 'config', field: 'baseURL' });
    expect(error.message).toMatch(/baseURL.*for example "https:/);
  });

  it('come from the option, else from the environment, else from the table', async () => {
    const urlOf = async (options: { baseURL?: string }) =>
      (await inspect(pipeline(openaiCompatible({ preset: 'vllm', model: 'm', ...options })), 'chat', { messages })).url;
    expect(await urlOf({})).toBe('http://localhost:8000/v1/chat/completions');
    vi.stubEnv('VLLM_BASE_URL', 'http://127.0.0.1:8001/v1/');
    expect(await urlOf({})).toBe('http://127.0.0.1:8001/v1/chat/completions');
    expect(await urlOf({ baseURL: 'http://127.0.0.1:8002/v1' })).toBe('http://127.0.0.1:8002/v1/chat/completions');
  });

  it('of servers with one model need no model in the request', async () => {
    const { body } = await inspect(pipeline(openaiCompatible({ preset: 'llamafile' })), 'chat', { messages });
    expect(body).toEqual({ messages: [{ role: 'user', content: 'Hi' }] });
  });
});
