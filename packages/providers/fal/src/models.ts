// Models of fal with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"bria/text-to-image/3.2","name":"3.2","family":"3.2","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.0398},"capabilities":[]},
{"id":"fal-ai/bytedance/dreamina/v3.1/text-to-image","name":"text-to-image","family":"text","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.03},"capabilities":[]},
{"id":"fal-ai/bytedance/seedream/v3/text-to-image","name":"text-to-image","family":"seedream","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.03},"capabilities":[]},
{"id":"fal-ai/flux-pro/v1.1","name":"v1.1","family":"flux","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.04},"capabilities":[]},
{"id":"fal-ai/flux-pro/v1.1-ultra","name":"v1.1-ultra","family":"flux","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.06},"capabilities":[]},
{"id":"fal-ai/flux/dev","name":"FLUX.1 dev","family":"flux","kind":"image","input":["text"],"output":["image"],"capabilities":[]},
{"id":"fal-ai/flux/schnell","name":"schnell","family":"flux","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.003},"capabilities":[]},
{"id":"fal-ai/gemini-25-flash-image","name":"gemini-25-flash-image","family":"gemini","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.039},"capabilities":[]},
{"id":"fal-ai/ideogram/v3","name":"v3","family":"v","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.06},"capabilities":[]},
{"id":"fal-ai/imagen4/preview","name":"preview","family":"imagen","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.0398},"capabilities":[]},
{"id":"fal-ai/imagen4/preview/fast","name":"fast","family":"imagen","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.02},"capabilities":[]},
{"id":"fal-ai/imagen4/preview/ultra","name":"ultra","family":"imagen","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.06},"capabilities":[]},
{"id":"fal-ai/kokoro/american-english","name":"Kokoro","family":"kokoro","kind":"speech","input":["text"],"output":["audio"],"capabilities":[]},
{"id":"fal-ai/nano-banana","name":"nano-banana","family":"nano","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.039},"capabilities":[]},
{"id":"fal-ai/recraft/v3/text-to-image","name":"text-to-image","family":"text","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.0398},"capabilities":[]},
{"id":"fal-ai/stable-diffusion-v35-medium","name":"stable-diffusion-v35-medium","family":"stable-diffusion","kind":"image","input":["text"],"output":["image"],"price":{"perImage":0.0398},"capabilities":[]},
{"id":"fal-ai/whisper","name":"Whisper (fal)","family":"whisper","kind":"transcription","input":["audio"],"output":["text"],"capabilities":[]},
{"id":"fal-ai/wizper","name":"Wizper","family":"whisper","kind":"transcription","input":["audio"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'fal', asOf: '2026-07-24', models: JSON.parse(rows) };
