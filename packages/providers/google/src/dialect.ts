// The Gemini API as a dialect of its own wire: the defaults, and what its models refuse.
import type { GeminiDialect } from '@kit/transformer-gemini';
import { googleRules } from './capabilities.ts';

export const googleDialect: GeminiDialect = { rules: googleRules };
