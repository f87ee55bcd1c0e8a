// Jobs with an input of one's own: one chunk, as they send the same request.
import type { Settings } from '../options.ts';
import { runOperation } from './run-operation.ts';
import { streamOutputsOperation } from './stream-operation.ts';

export const jobOperations = (settings: Settings) => ({
  runpodRun: runOperation(settings),
  runpodStream: streamOutputsOperation(settings),
});
