// What ElevenLabs can be asked. Each operation is loaded with its first call.
import { healthOperation, loadedOperation } from '@kit/http';
import type { LiveSpeechSettings } from './live/live-speech.ts';

export function elevenlabsOperations(settings: LiveSpeechSettings) {
  const speech = async () => (await import('./speech/operations.ts')).speechOperations(settings.voice);
  const live = async () => (await import('./live/operations.ts')).liveOperations(settings);
  return {
    speech: { load: async () => (await speech()).speech },
    speechStream: loadedOperation<'speechStream'>(async () => (await speech()).speechStream),
    transcribe: { load: async () => (await import('./transcribe/transcribe.ts')).transcribeOperation },
    transcribeStream: loadedOperation<'transcribeStream'>(async () => (await live()).transcribeStream),
    voices: loadedOperation<'voices'>(async () => (await import('./voices.ts')).voicesOperation),
    models: { load: async () => (await import('./live-models.ts')).modelsOperation },
    // Keys with few rights may not look at the account, but at the models.
    health: healthOperation({ ask: { method: 'GET', path: '/v1/models' } }),
    elevenlabsLive: loadedOperation<'elevenlabsLive'>(async () => (await live()).elevenlabsLive),
    elevenlabsToken: { load: async () => (await import('./token.ts')).tokenOperation },
  };
}
