// What an endpoint can be asked: by jobs, and over its OpenAI-like face. Each operation is loaded with its first call.
import type { Operation, OperationDeclaration } from '@kit/core';
import { loadedOperation, movedOperation } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { healthOf } from './health.ts';
import { endpointOf, type RunpodOptions, type Settings } from './options.ts';

export function runpodOperations(settings: Settings, api: NonNullable<RunpodOptions['api']>) {
  const openai = openaiOperations(dialect, { operations: ['chat', 'stream', 'complete', 'embed', 'models'] });
  /** Every endpoint has an OpenAI-like face of its own. */
  const facing = <K extends Operation>(operation: OperationDeclaration<K>) =>
    movedOperation(operation, (path, request) => `/${endpointOf(settings, request)}/openai/v1${path}`);
  const media = async () => (await import('./media/operations.ts')).mediaOperations(settings);
  const jobs = async () => (await import('./jobs/operations.ts')).jobOperations(settings);
  return {
    ...(api === 'job' ? chatsByJob(settings) : { chat: facing(openai.chat), stream: facing(openai.stream) }),
    complete: facing(openai.complete),
    embed: facing(openai.embed),
    rerank: facing(rerankOperation()),
    models: facing(openai.models),
    image: loadedOperation<'image'>(async () => (await media()).image),
    speech: loadedOperation<'speech'>(async () => (await media()).speech),
    transcribe: loadedOperation<'transcribe'>(async () => (await media()).transcribe),
    video: loadedOperation<'video'>(async () => (await media()).video),
    health: healthOf(settings),
    runpodRun: loadedOperation<'runpodRun'>(async () => (await jobs()).runpodRun),
    runpodStream: loadedOperation<'runpodStream'>(async () => (await jobs()).runpodStream),
  };
}

const chatsByJob = (settings: Settings) => ({
  chat: loadedOperation<'chat'>(async () => (await import('./jobs/chat.ts')).chatByJob(settings)),
  stream: loadedOperation<'stream'>(async () => (await import('./jobs/chat.ts')).streamByJob(settings)),
});
