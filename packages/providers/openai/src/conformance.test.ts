// Held to what every provider owes its callers, over both chat wires.
import { conformance, registerChecks } from '@kit/testing';
import { describe, it } from 'vitest';
import { chatManifest, responsesManifest } from '../tests/conformance/manifest.ts';
import { openai } from './index.ts';

describe('openai over responses', () => {
  registerChecks(it, conformance(openai, responsesManifest));
});

describe('openai over chat completions', () => {
  registerChecks(
    it,
    conformance((options) => openai({ ...options, api: 'chat' }), chatManifest),
  );
});
