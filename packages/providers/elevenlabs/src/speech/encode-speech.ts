// A speech request in ElevenLabs's words.
import { type CodecContext, type Encoded, KitError, type SpeechRequest, type Warning } from '@kit/core';
import { given, queryOf } from '../request-parts.ts';
import { elevenlabsOptions } from '../vendor-options.ts';
import { type OutputFormat, outputFormat } from './format.ts';

export interface SpeechState {
  readonly format: OutputFormat;
  readonly model: string | undefined;
}

interface SpeechRoute {
  /** Behind the voice: ``, `/stream`. */
  readonly suffix: string;
  readonly voice: string | undefined;
  readonly takesWav: boolean;
}

/** Whether the request asks when each character is spoken. */
export const wantsTimestamps = (request: SpeechRequest, keys: Pick<CodecContext, 'provider' | 'vendor'>): boolean =>
  elevenlabsOptions(request.vendor, keys).timestamps === true;

export function encodeSpeech(request: SpeechRequest, context: CodecContext, route: SpeechRoute): Encoded<SpeechState> {
  const warnings: Warning[] = [];
  const own = elevenlabsOptions(request.vendor, context);
  const { timestamps, enable_logging, optimize_streaming_latency, voice_settings, ...fields } = own;
  if (request.instructions !== undefined)
    warnings.push({ feature: 'instructions', detail: 'ElevenLabs takes none; they were left out.' });
  const format = outputFormat(request, warnings, route.takesWav);
  const settings = given({ speed: speedOf(request, warnings), ...voice_settings });
  const body = given({
    text: request.input,
    model_id: request.model,
    language_code: languageOf(request, warnings),
    voice_settings: Object.keys(settings).length > 0 ? settings : undefined,
    seed: request.seed,
    ...fields,
  });
  const query = queryOf({ output_format: format.word, enable_logging, optimize_streaming_latency });
  const suffix = `${route.suffix}${timestamps === true ? '/with-timestamps' : ''}`;
  return {
    wire: {
      path: `/v1/text-to-speech/${encodeURIComponent(voiceOf(request, route.voice))}${suffix}${query}`,
      body: { type: 'json', value: body },
    },
    warnings,
    state: { format, model: request.model },
  };
}

/** Voices are named by id; names are not known to the API. @throws KitError `invalid-request` */
export function voiceOf({ voice }: Pick<SpeechRequest, 'voice'>, byDefault: string | undefined): string {
  const id = voice ?? byDefault;
  if (id !== undefined && id !== '') return id;
  throw new KitError(
    'invalid-request',
    'speech: `voice` is required: the id of a voice; `ai.voices()` lists them. The option `voice` of elevenlabs() is for all requests.',
    { field: 'voice' },
  );
}

export function speedOf({ speed }: Pick<SpeechRequest, 'speed'>, warnings: Warning[]): number | undefined {
  if (speed === undefined) return undefined;
  const nearest = Math.min(1.2, Math.max(0.7, speed));
  if (nearest !== speed)
    warnings.push({ feature: 'speed', detail: `ElevenLabs takes 0.7 to 1.2; ${nearest} was sent.` });
  return nearest;
}

/** The older multilingual models hear the language from the text, and refuse to be told. */
export function languageOf(
  { language, model = 'eleven_multilingual_v2' }: SpeechLanguage,
  warnings: Warning[],
): string | undefined {
  if (language === undefined || !/multilingual_v[12]|monolingual/.test(model)) return language;
  warnings.push({ feature: 'language', detail: `"${model}" hears the language from the text; left out.` });
  return undefined;
}

type SpeechLanguage = Pick<SpeechRequest, 'language' | 'model'>;
