// Which fields the input of a model has. Every model has a schema of its own; this is a small table of families, which
// `inputSchemas: 'live'` replaces by the schema itself. Names of lists have `[]` behind them.

export type InputFields = ReadonlySet<string>;

type Purpose = 'chat' | 'image' | 'speech' | 'transcribe' | 'embed' | 'video';

/** The first family whose prefix fits; the last one, without a prefix, is for models that are not known. */
type Families = readonly (readonly [prefix: string, fields: string])[];

const chat: Families = [
  [
    'openai/gpt-oss',
    'prompt messages[] system_prompt max_tokens temperature top_p presence_penalty frequency_penalty reasoning_effort',
  ],
  [
    'openai/gpt-4',
    'prompt messages[] system_prompt image_input[] max_completion_tokens temperature top_p presence_penalty frequency_penalty',
  ],
  ['openai/', 'prompt messages[] system_prompt image_input[] max_completion_tokens reasoning_effort'],
  ['anthropic/claude-3.7', 'prompt system_prompt image max_tokens thinking_budget_tokens'],
  ['anthropic/', 'prompt system_prompt image max_tokens'],
  ['google/gemini', 'prompt system_instruction images[] max_output_tokens temperature top_p thinking_budget'],
  ['google/', 'prompt system_prompt max_new_tokens temperature top_p top_k'],
  ['deepseek-ai/', 'prompt max_tokens temperature top_p presence_penalty frequency_penalty'],
  ['meta/llama-2', 'prompt system_prompt max_new_tokens temperature top_p top_k stop_sequences seed'],
  ['meta/llama-4', 'prompt max_tokens temperature top_p presence_penalty frequency_penalty'],
  [
    'meta/',
    'prompt system_prompt max_tokens temperature top_p top_k stop_sequences presence_penalty frequency_penalty seed',
  ],
  [
    'ibm-granite/',
    'prompt system_prompt max_tokens temperature top_p top_k stop presence_penalty frequency_penalty seed',
  ],
  ['mistralai/', 'prompt max_new_tokens temperature top_p top_k presence_penalty frequency_penalty'],
  ['xai/', 'prompt max_tokens temperature top_p presence_penalty frequency_penalty'],
  ['qwen/', 'prompt max_tokens temperature top_p presence_penalty frequency_penalty'],
  [
    '',
    'prompt system_prompt max_tokens temperature top_p top_k stop_sequences presence_penalty frequency_penalty seed',
  ],
];

const image: Families = [
  ['black-forest-labs/flux-2', 'prompt aspect_ratio width height seed output_format input_image #input_image'],
  ['black-forest-labs/flux-kontext', 'prompt aspect_ratio seed output_format input_image'],
  ['black-forest-labs/flux-fill', 'prompt image mask num_outputs seed output_format'],
  ['black-forest-labs/flux-1.1', 'prompt aspect_ratio width height seed output_format image_prompt'],
  ['black-forest-labs/', 'prompt aspect_ratio num_outputs seed output_format image'],
  ['google/nano-banana', 'prompt aspect_ratio image_input[] output_format resolution'],
  ['google/imagen', 'prompt aspect_ratio output_format'],
  ['bytedance/seedream-3', 'prompt aspect_ratio size width height seed'],
  ['bytedance/seedream', 'prompt aspect_ratio size width height image_input[] max_images'],
  ['ideogram-ai/', 'prompt aspect_ratio resolution style_type image mask seed'],
  ['openai/gpt-image', 'prompt aspect_ratio quality background output_format number_of_images input_images[]'],
  ['recraft-ai/', 'prompt aspect_ratio size style'],
  ['minimax/', 'prompt aspect_ratio number_of_images subject_reference'],
  ['stability-ai/stable-diffusion-3', 'prompt negative_prompt aspect_ratio seed output_format image'],
  ['stability-ai/', 'prompt negative_prompt width height num_outputs seed image mask'],
  ['', 'prompt negative_prompt aspect_ratio width height num_outputs seed output_format image mask'],
];

const speech: Families = [
  ['minimax/', 'text voice_id speed sample_rate language_boost audio_format'],
  ['resemble-ai/', 'prompt voice seed'],
  ['elevenlabs/', 'prompt voice speed language_code'],
  ['', 'text voice speed language seed'],
];

const transcribe: Families = [
  ['openai/whisper', 'audio language translate temperature initial_prompt'],
  ['openai/', 'audio_file language prompt temperature'],
  ['vaibhavs10/', 'audio language task timestamp diarise_audio'],
  ['victor-upmeet/', 'audio_file language initial_prompt temperature align_output diarization'],
  ['', 'audio language'],
];

const embed: Families = [
  ['replicate/all-mpnet-base-v2', 'text_batch'],
  ['', 'texts'],
];

const video: Families = [
  ['google/veo', 'prompt image aspect_ratio duration resolution negative_prompt seed'],
  ['openai/sora', 'prompt input_reference aspect_ratio seconds'],
  ['minimax/', 'prompt first_frame_image duration resolution'],
  ['kwaivgi/', 'prompt start_image aspect_ratio duration negative_prompt'],
  ['', 'prompt image aspect_ratio duration resolution negative_prompt seed'],
];

const families: Readonly<Record<Purpose, Families>> = { chat, image, speech, transcribe, embed, video };

export function knownFields(purpose: Purpose, model: string): InputFields {
  const [, fields = ''] = families[purpose].find(([prefix]) => model.startsWith(prefix)) ?? [];
  return new Set(fields.split(' '));
}

/** The first of several spellings that the model has. */
export function spelled(fields: InputFields, ...names: readonly string[]): string | undefined {
  return names.find((name) => fields.has(name));
}
