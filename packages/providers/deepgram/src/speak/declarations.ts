// speech and speechStream: one chunk, as they send the same request.
import { speechDeclaration } from './speech.ts';
import { speechStreamDeclaration } from './speech-stream.ts';

export const speakDeclarations = { speech: speechDeclaration, speechStream: speechStreamDeclaration };
