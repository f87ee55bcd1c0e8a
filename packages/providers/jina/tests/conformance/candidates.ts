// Jina with its manifest; its five hosts are one server here, each with a prefix.
import { candidate, type FactoryOptions } from '@kit/testing';
import { jina } from '../../src/index.ts';
import { manifest } from './manifest.ts';

const hosts = ({ baseURL }: FactoryOptions) => ({
  readerURL: `${baseURL}/reader`,
  searchURL: `${baseURL}/search`,
  deepSearchURL: `${baseURL}/deepsearch`,
  segmenterURL: `${baseURL}/segmenter`,
});

export const candidates = { jina: candidate((options) => jina({ ...options, ...hosts(options) }), manifest) };
