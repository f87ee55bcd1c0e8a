// Models of nlpcloud with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"chatdolphin","name":"chatdolphin","family":"phi","kind":"chat","contextWindow":16384,"maxOutput":16384,"input":["text"],"output":["text"],"price":{"input":0.5,"output":0.5},"capabilities":["streaming"]},
{"id":"dolphin","name":"dolphin","family":"phi","kind":"chat","contextWindow":16384,"maxOutput":16384,"input":["text"],"output":["text"],"price":{"input":0.5,"output":0.5},"capabilities":["streaming","completion-api"]},
{"id":"dolphin-mixtral-8x7b","name":"Dolphin Mixtral 8x7B","family":"dolphin","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"dolphin-yi-34b","name":"Dolphin Yi 34B","family":"dolphin","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"finetuned-llama-3-70b","name":"Fine-tuned Llama 3 70B","family":"llama","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"paraphrase-multilingual-mpnet-base-v2","name":"Paraphrase multilingual mpnet","family":"sentence-transformers","kind":"embedding","contextWindow":128,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":768},
{"id":"speech-t5","name":"SpeechT5","family":"speecht5","kind":"speech","input":["text"],"output":["audio"],"capabilities":[]},
{"id":"stable-diffusion","name":"Stable Diffusion","family":"stable-diffusion","kind":"image","input":["text"],"output":["image"],"capabilities":[]},
{"id":"whisper","name":"Whisper","family":"whisper","kind":"transcription","input":["audio"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'nlpcloud', asOf: '2026-07-24', models: JSON.parse(rows) };
