// Models of elevenlabs with prices and limits as of 2026-08-19. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"eleven_flash_v2_5","name":"Eleven Flash v2.5","family":"eleven","kind":"speech","input":["text"],"output":["audio"],"capabilities":["streaming"]},
{"id":"eleven_multilingual_v2","name":"Eleven Multilingual v2","family":"eleven","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.00018},"capabilities":[]},
{"id":"eleven_turbo_v2_5","name":"Eleven Turbo v2.5","family":"eleven","kind":"speech","input":["text"],"output":["audio"],"capabilities":["streaming"]},
{"id":"eleven_v3","name":"Eleven v3","family":"eleven","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.00018},"capabilities":[]},
{"id":"scribe_v1","name":"scribe_v1","family":"scribe","kind":"transcription","input":["audio"],"output":["text"],"price":{"perSecond":0.0000611},"capabilities":[]},
{"id":"scribe_v1_experimental","name":"scribe_v1_experimental","family":"scribe","kind":"transcription","input":["audio"],"output":["text"],"price":{"perSecond":0.0000611},"capabilities":[]},
{"id":"scribe_v2","name":"Scribe v2","family":"scribe","kind":"transcription","input":["audio","video"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'elevenlabs', asOf: '2026-08-19', models: JSON.parse(rows) };
