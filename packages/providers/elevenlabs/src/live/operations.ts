// What goes over a WebSocket: one chunk, as both run their sessions alike.
import { type LiveSpeechSettings, liveSpeechOperation } from './live-speech.ts';
import { liveTranscriptOperation } from './live-transcript.ts';

export const liveOperations = (settings: LiveSpeechSettings) => ({
  transcribeStream: liveTranscriptOperation(settings.WebSocket),
  elevenlabsLive: liveSpeechOperation(settings),
});
