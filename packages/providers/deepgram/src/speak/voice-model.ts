// Voice and language are part of the model's name: `aura-2-thalia-en`.

import type { SpeechRequest } from '@kit/core';
import type { WarningList } from '@kit/wire';

/** `aura-2` or `aura`, voice, language. */
const aura = /^(aura(?:-\d+)?)(?:-([a-z]+))?(?:-([a-z]{2}(?:-[a-z0-9]+)?))?$/;

/**
 * The model's name for a voice: a voice that is a whole name is the model; else it takes the place of the model's own
 * voice. What cannot be joined becomes a warning.
 */
export function voiceModel(
  { model, voice, language }: Pick<SpeechRequest, 'model' | 'voice' | 'language'>,
  warnings: WarningList,
): string | undefined {
  if (voice !== undefined && aura.exec(voice)?.[2] !== undefined) {
    if (language !== undefined && !voice.endsWith(`-${language}`)) warnings.add('language', otherLanguage(voice));
    return voice;
  }
  const [, family, ownVoice, ownLanguage] = aura.exec(model ?? '') ?? [];
  if (family === undefined) {
    if (voice !== undefined && model !== undefined)
      warnings.add('voice', `Deepgram's voices are part of the model's name; "${model}" has no place for one.`);
    if (language !== undefined) warnings.add('language', "Deepgram's languages are part of the model's name.");
    return model ?? voice;
  }
  if (voice === undefined) {
    if (language !== undefined && ownLanguage !== undefined && ownLanguage !== language)
      warnings.add('language', otherLanguage(model ?? ''));
    return model;
  }
  const spoken = language ?? (voice === ownVoice ? ownLanguage : undefined) ?? ownLanguage ?? 'en';
  return `${family}-${voice.toLowerCase()}-${spoken}`;
}

const otherLanguage = (model: string) => `The voice "${model}" speaks the language of its name.`;
