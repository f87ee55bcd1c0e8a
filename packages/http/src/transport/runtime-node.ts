// What `#runtime` is on Node and runtimes that are like it.

import type { NodeTransportOptions } from './node-options.ts';
import { nodeSender } from './node-sender.ts';
import type { Sender } from './sender.ts';

export function openSender(options: NodeTransportOptions = {}): Sender {
  return nodeSender(options);
}
