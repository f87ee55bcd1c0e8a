// What can be measured of the plugins, in the order in which it is.
export const sectionNames = [
  'ten-idle',
  'idle-calls',
  'busy-calls',
  'idle-streams',
  'busy-streams',
  'open-streams',
  'objects',
] as const;
export type SectionName = (typeof sectionNames)[number];
