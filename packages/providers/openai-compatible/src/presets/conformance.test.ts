// Every preset chats and streams over its own base URL, and lets go when it is left.
import { type ConformanceManifest, conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { chats, unknownServer } from '../../tests/conformance/manifest.ts';
import { openaiCompatible } from '../index.ts';
import { type PresetName, presets } from './index.ts';

const { operations: _, ...manifest } = unknownServer;
const chatting = { ...manifest, chats: [chats.plainText], operations: {} } as ConformanceManifest<'chat' | 'stream'>;

describe.each(Object.keys(presets) as PresetName[])('%s', (preset) => {
  const checks = conformance((options) => openaiCompatible({ ...options, preset }), chatting);
  registerChecks(
    it,
    checks.filter(({ name }) => /^(?:chat|stream): (?:plain text$|plain text: folded|an abort before)/.test(name)),
  );
});
