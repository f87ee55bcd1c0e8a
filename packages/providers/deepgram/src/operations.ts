// What Deepgram can be asked. Each operation is loaded with its first call.
import { loadedOperation } from '@kit/http';
import { health } from './health.ts';
import type { LiveSettings } from './live/transcribe-stream.ts';

export function deepgramOperations(settings: LiveSettings) {
  const speak = async () => (await import('./speak/declarations.ts')).speakDeclarations;
  return {
    transcribe: {
      load: async () => (await import('./listen/transcribe.ts')).transcribeDeclaration(settings.smartFormat),
    },
    transcribeStream: loadedOperation<'transcribeStream'>(async () =>
      (await import('./live/transcribe-stream.ts')).transcribeStreamOperation(settings),
    ),
    speech: { load: async () => (await speak()).speech },
    speechStream: { load: async () => (await speak()).speechStream },
    models: loadedOperation<'models'>(async () => (await import('./live-models.ts')).modelsOperation),
    health,
    deepgramGrant: { load: async () => (await import('./own/grant.ts')).grantDeclaration },
    deepgramRead: { load: async () => (await import('./own/read.ts')).readDeclaration },
  };
}
