// @kit/plugin-resume: continues streams that broke off, on the same or another provider, and says so in the stream.

export { resume } from './resume.ts';
export type { ResumeFailure, ResumeOptions, Said } from './resume-options.ts';
