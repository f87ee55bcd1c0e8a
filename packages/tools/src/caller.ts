// Whatever can chat, as something with methods: pipelines have them, other providers get them.
import { type Operation, type Pipeline, type PipelineOptions, type Provider, pipeline } from '@kit/core';

/** A pipeline is called as it is, with its middleware and its own clock. */
export function caller<O extends Operation>(ai: Provider<O>, options: PipelineOptions): Pipeline<O> {
  const isPipeline = typeof (ai as Partial<Pipeline<O>> | undefined)?.use === 'function';
  return isPipeline ? (ai as Pipeline<O>) : (pipeline(ai, options) as Pipeline<O>);
}
