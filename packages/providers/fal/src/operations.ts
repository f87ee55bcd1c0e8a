// What fal can be asked. Each operation is loaded with its first call.
import { loadedOperation } from '@kit/http';
import { healthOf } from './health.ts';
import type { FalSettings } from './settings.ts';

export function falOperations(settings: FalSettings) {
  const chats = async () => (await import('./chat/operations.ts')).chatOperations(settings);
  const media = async () => (await import('./media/operations.ts')).mediaOperations(settings);
  return {
    chat: loadedOperation<'chat'>(async () => (await chats()).chat),
    stream: { load: async () => (await chats()).stream },
    image: loadedOperation<'image'>(async () => (await media()).image),
    speech: loadedOperation<'speech'>(async () => (await media()).speech),
    transcribe: loadedOperation<'transcribe'>(async () => (await media()).transcribe),
    video: loadedOperation<'video'>(async () => (await media()).video),
    files: loadedOperation<'files'>(async () => (await import('./files.ts')).filesOperation(settings)),
    health: healthOf(settings),
    falRun: loadedOperation<'falRun'>(async () => (await import('./run.ts')).runOperation(settings)),
    falStream: { load: async () => (await import('./output-stream.ts')).outputStreamOperation(settings) },
    falToken: { load: async () => (await import('./token.ts')).tokenOperation(settings) },
  };
}
