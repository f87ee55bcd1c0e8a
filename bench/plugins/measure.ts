// The process of one section: measures it and sends it to who asked.
import { busyCalls, idleCalls, tenIdle } from './calls.ts';
import { objects } from './objects.ts';
import { openStreams } from './open-streams.ts';
import type { Section } from './section.ts';
import type { sectionNames } from './section-names.ts';
import { busyStreams, idleStreams } from './streams.ts';

const sections: Readonly<Record<(typeof sectionNames)[number], (rounds: number) => Promise<Section>>> = {
  'ten-idle': tenIdle,
  'idle-calls': idleCalls,
  'busy-calls': busyCalls,
  'idle-streams': idleStreams,
  'busy-streams': busyStreams,
  'open-streams': openStreams,
  objects,
};

const [name, rounds] = process.argv.slice(2);
const measure = sections[name as keyof typeof sections];
process.send?.(await measure(Number(rounds)), () => process.exit());
