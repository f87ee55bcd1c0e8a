// What Replicate can be asked. Each operation is loaded with its first call.
import { loadedOperation } from '@kit/http';
import { health } from './health.ts';
import type { PredictionSettings } from './predictions/settings.ts';

export function replicateOperations(settings: PredictionSettings) {
  const chats = async () => (await import('./chat/operations.ts')).chatOperations(settings);
  const media = async () => (await import('./media/operations.ts')).mediaOperations(settings);
  return {
    chat: loadedOperation<'chat'>(async () => (await chats()).chat),
    stream: loadedOperation<'stream'>(async () => (await chats()).stream),
    embed: loadedOperation<'embed'>(async () => (await media()).embed),
    image: loadedOperation<'image'>(async () => (await media()).image),
    speech: loadedOperation<'speech'>(async () => (await media()).speech),
    transcribe: loadedOperation<'transcribe'>(async () => (await media()).transcribe),
    video: loadedOperation<'video'>(async () => (await media()).video),
    models: loadedOperation<'models'>(async () => (await import('./live-models.ts')).modelsOperation),
    files: loadedOperation<'files'>(async () => (await import('./files.ts')).filesOperation),
    health,
    replicatePredict: loadedOperation<'replicatePredict'>(async () =>
      (await import('./predictions/predict.ts')).predictOperation(settings),
    ),
  };
}
