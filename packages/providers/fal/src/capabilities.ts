// What image models call things. Ids that are not known are treated as the newest of the FLUX kind.
export interface ImageRules {
  /** Measures, or a ratio alone. */
  readonly size: 'image_size' | 'aspect_ratio';
  /** One picture to be edited, or several. */
  readonly images: 'image_url' | 'image_urls';
  readonly negativePrompt: boolean;
}

export function imageRules(model: string): ImageRules {
  const name = model.toLowerCase();
  return {
    size: /ultra|kontext|nano-banana|gemini|imagen|grok/.test(name) ? 'aspect_ratio' : 'image_size',
    images: /nano-banana|gemini|flux-2|seedream|gpt-image|grok|\/multi\b/.test(name) ? 'image_urls' : 'image_url',
    negativePrompt: /sdxl|stable-diffusion|\bsd-?\d|\blora\b|sana|kolors|playground|pixart|ideogram|qwen|imagen/.test(
      name,
    ),
  };
}

/** What a model of speech calls the text, and where its voice and speed stand. */
export function speechRules(model: string): {
  readonly text: 'text' | 'prompt';
  readonly voices: 'voice' | 'voice_setting';
} {
  return {
    text: /kokoro/.test(model) ? 'prompt' : 'text',
    voices: /minimax\/speech/.test(model) ? 'voice_setting' : 'voice',
  };
}
