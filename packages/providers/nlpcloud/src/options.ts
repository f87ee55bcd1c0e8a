// The options, and the address that they make.
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';

export interface NlpcloudOptions extends HttpProviderOptions {
  /** Whether models run on a GPU. Default: chats, completions, sound and pictures do; embeddings and tasks do not. */
  readonly gpu?: boolean;
  /** Language of inputs as a FLORES code (`fra_Latn`): the vendor translates both ways. Not said for English. */
  readonly language?: string;
  /** `true`: requests are put in a queue and their results asked for (all but streams and embeddings). */
  readonly async?: boolean;
  /** First pause between two looks at a result in the queue, in milliseconds; it grows to 10 s. Default 2,000. */
  readonly pollMs?: number;
}

export const optionChecks = {
  ...httpOptionChecks,
  gpu: 'boolean',
  language: 'string',
  async: 'boolean',
  pollMs: 'positive',
} as const;

export interface Settings {
  readonly gpu: boolean | undefined;
  readonly language: string | undefined;
  readonly isQueued: boolean;
  readonly pollMs: number;
}

export interface Place {
  readonly model: string | undefined;
  /** The last segment: `chatbot`, `generation`, … */
  readonly endpoint: string;
  readonly gpu: boolean;
  readonly isQueued?: boolean;
}

/** `[/gpu][/async][/<language>]/<model>/<endpoint>`. A tuned model has a slash in its name. */
export function pathOf({ gpu, language, isQueued }: Settings, place: Place): string {
  const model = (place.model ?? '').split('/').map(encodeURIComponent).join('/');
  const isEnglish = language === undefined || /^(en|eng_Latn)$/.test(language);
  const segments = [
    ...((gpu ?? place.gpu) ? ['gpu'] : []),
    ...((place.isQueued ?? isQueued) ? ['async'] : []),
    ...(isEnglish ? [] : [encodeURIComponent(language)]),
    model,
    place.endpoint,
  ];
  return `/${segments.join('/')}`;
}
