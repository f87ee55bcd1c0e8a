// @kit/plugin-guard: checks what goes in and what comes out, complete and streamed replies alike.

export { type Check, type CheckPlace, check, type Finding } from './check.ts';
export { type GuardOptions, guard } from './guard.ts';
export { type ModerationOptions, moderation } from './moderation.ts';
export { type PatternsOptions, patterns } from './patterns.ts';
export { type PersonalDataKind, type PersonalDataOptions, personalData } from './personal-data.ts';
